// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/ReplicaStore.h"

#include "client/replica/ReplicaStoreWorker.h"

namespace TaskMaster::Client {

ReplicaStore::ReplicaStore(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_worker(new Worker(folder))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &Worker::outboxLoaded, this,
            [this](const KeptOutbox &outbox, const std::shared_ptr<DraftJournal> &drafts, int opening) {
                if (opening != m_opening)
                    return;
                m_drafts = drafts;
                Q_EMIT outboxLoaded(outbox);
            });
    connect(m_worker, &Worker::streamLoaded, this, [this](const KeptStream &stream, int opening) {
        if (opening == m_opening)
            Q_EMIT streamLoaded(stream);
    });
    connect(m_worker, &Worker::loaded, this, [this](const QString &schema, int opening) {
        if (opening == m_opening)
            Q_EMIT loaded(schema);
    });
    connect(m_worker, &Worker::kept, this, [this](const QList<Uuid> &commandIds, int opening) {
        if (opening == m_opening)
            Q_EMIT kept(commandIds);
    });
    connect(m_worker, &Worker::problem, this, [this](const Error &error, int opening) {
        if (opening == m_opening)
            setProblem(error);
    });
    connect(m_worker, &Worker::recovered, this, [this](int opening) {
        if (opening == m_opening)
            setProblem(std::nullopt);
    });
    m_thread.setObjectName(QStringLiteral("store"));
    m_thread.start();
}

ReplicaStore::~ReplicaStore()
{
    // The thread ends itself, after everything that is queued before this.
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] {
        worker->close();
        QThread::currentThread()->quit();
    });
    m_thread.wait();
}

void ReplicaStore::open(const Owner &owner)
{
    setProblem(std::nullopt);
    m_drafts.reset();
    const int opening = ++m_opening;
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, owner, opening] { worker->open(owner, opening); });
}

void ReplicaStore::close()
{
    m_drafts.reset();
    ++m_opening;
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->close(); });
}

QString ReplicaStore::folderOf(const QString &folder, const Owner &owner)
{
    return folder + u'/' + Uuid::v5(owner.userId, owner.server.toString().toUtf8()).toString();
}

void ReplicaStore::keepRows(const ConfirmedRows &rows)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, rows] { worker->keepRows(rows); });
}

void ReplicaStore::forgetStream(const StreamId &stream)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, stream] { worker->forgetStream(stream); });
}

void ReplicaStore::startSchema(const QString &serverSchema)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, serverSchema] { worker->startSchema(serverSchema); });
}

void ReplicaStore::note(const OutboxNote &note)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, note] { worker->note(note); });
}

void ReplicaStore::saveDraft(const QString &key, const QString &text)
{
    if (!m_drafts)
        return;
    if (text.isEmpty()) {
        QMetaObject::invokeMethod(m_worker, [worker = m_worker, key, retirement = m_drafts->retire(key)] {
            worker->draftRetired(key, retirement);
        });
        return;
    }
    // Here, not on the store's thread: on a busy machine that one runs when the letter has been on the screen for long.
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, outcome = m_drafts->save(key, text)] { worker->draftSaved(outcome); });
}

void ReplicaStore::setProblem(const std::optional<Error> &problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged();
}

} // namespace TaskMaster::Client
