// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/Workbench.h"

#include "client/replica/Outbox.h"
#include "client/views/Ids.h"
#include "client/views/People.h"

namespace TaskMaster::Client {

namespace {

// "Website relaunch" -> "WR", "Mobile" -> "MOB", with a number behind it when others have that key already.
QString keyFor(const QString &name, const QStringList &taken)
{
    QString letters;
    const QStringList words = name.toUpper().split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        for (const QChar letter : word) {
            if (letter.unicode() < 128 && letter.isLetterOrNumber()) {
                letters.append(letter);
                if (words.size() > 1 || letters.size() == 3)
                    break;
            }
        }
    }
    const QString stem = letters.isEmpty() ? u"P"_qs : letters.left(4);
    QString key = stem;
    for (int number = 2; taken.contains(key); ++number)
        key = stem + QString::number(number);
    return key;
}

} // namespace

Workbench::Workbench(Replica &replica, Outbox &outbox, const QString &preferencesFile, QObject *parent)
    : QObject(parent)
    , m_replica(replica)
    , m_outbox(outbox)
    , m_preferences(preferencesFile)
    , m_workspaces(replica)
    , m_projects(replica)
    , m_board(replica, outbox)
    , m_query(m_board.rows(), m_board.facts())
    , m_views({m_board.rows(), m_query, outbox, m_preferences})
    , m_task(m_board.rows(), outbox)
    , m_refusals(outbox)
{
    connect(&m_replica, &Replica::changed, this, &Workbench::follow);
    connect(&m_task, &TaskDetails::gone, this, &Workbench::closeTask);
    // The board begins with what its last view asks for.
    connect(&m_board, &BoardModel::opening, &m_views, &ViewList::open);
    connect(&m_query, &BoardQuery::asked, this, [this] { m_board.arrange(m_query.filter(), m_query.sort()); });
    sayWhatTheBoardDid();
}

void Workbench::sayWhatTheBoardDid()
{
    connect(&m_board, &BoardModel::columnArchived, this, [this](const QString &columnId, const QString &name) {
        const StreamId stream = m_board.rows().stream();
        m_notice.show(tr("The column “%1” was archived.").arg(name), [this, stream, columnId] {
            m_outbox.submit(stream, ArchiveColumn{idOf(columnId), false});
        });
    });
    connect(&m_board, &BoardModel::orderKept, this, [this](const QString &taskId, const QString &columnId) {
        const Task *task = m_board.rows().task(idOf(taskId));
        const Column *column = m_board.rows().column(idOf(columnId));
        if (task && column)
            m_notice.show(tr("%1 is in “%2”, where cards are sorted by %3.")
                              .arg(m_board.rows().keyOf(*task), column->name, m_query.sortName().toLower()));
    });
    connect(&m_board, &BoardModel::madeUnseen, this, [this](const QString &title) {
        m_notice.show(tr("“%1” was added. The filter does not show it.").arg(title));
    });
    connect(&m_views, &ViewList::removed, this, [this](const SavedView &view) {
        const StreamId stream = m_board.rows().stream();
        m_notice.show(tr("The view “%1” was removed for everybody.").arg(view.name), [this, stream, view] {
            m_outbox.submit(stream,
                            CreateView{Uuid::v7(), view.name, view.kind, view.query, view.groupBy, view.swimlaneBy,
                                       view.sortBy, view.columns});
        });
    });
}

void Workbench::setUser(const Uuid &user)
{
    closeTask();
    m_user = user;
    m_workspaces.open(user);
    m_workspaces.setCurrent({});
    m_projects.open(user, {});
    showProject({});
    m_notice.dismiss();
    chooseWorkspace();
}

// The one that was open last, else the first; nothing while none is known.
void Workbench::chooseWorkspace()
{
    if (m_user.isNull() || m_workspaces.contains(m_workspaces.current()))
        return;
    const Uuid last = idOf(m_preferences.value(u"workspace"_qs));
    const Uuid chosen = m_workspaces.contains(last) ? last : m_workspaces.first();
    m_workspaces.setCurrent(chosen);
    m_projects.open(m_user, chosen);
    showProject({});
    chooseProject();
}

void Workbench::chooseProject()
{
    if (!m_project.isNull() || m_workspaces.current().isNull())
        return;
    const QString place = u"project/"_qs + m_workspaces.currentId();
    const Uuid last = idOf(m_preferences.value(place));
    const Uuid chosen = m_projects.contains(last) ? last : m_projects.first();
    // Which project is the first may change while the list still fills: without a network, it is this one that is here.
    if (last.isNull() && !chosen.isNull())
        m_preferences.setValue(place, chosen.toString());
    showProject(chosen);
}

void Workbench::showProject(const Uuid &project)
{
    closeTask();
    m_project = project;
    m_board.open(project.isNull() ? StreamId() : StreamId::ofProject(m_workspaces.current(), project));
    m_projects.setCurrent(project);
    if (!project.isNull())
        Q_EMIT projectOpened(m_board.rows().stream());
}

void Workbench::follow(const ReplicaChanges &changes)
{
    m_board.follow(changes);
    m_views.follow(changes);
    m_query.follow(changes);
    m_task.follow(changes);
    bool access = false;
    bool projects = false;
    const auto look = [&](const StreamId &stream, bool ownRow) {
        access = access || stream.kind == StreamKind::User;
        projects = projects || stream.kind != StreamKind::Project || ownRow;
    };
    for (const StreamId &stream : changes.reloaded + changes.dropped)
        look(stream, true);
    for (const RowChange &change : changes.rows)
        look(change.stream, change.kind == EntityKind::Project);
    if (access) {
        m_workspaces.follow();
        chooseWorkspace();
    }
    if (projects) {
        m_projects.follow();
        chooseProject();
    }
}

void Workbench::openWorkspace(const QString &workspaceId)
{
    const Uuid workspace = idOf(workspaceId);
    if (workspace == m_workspaces.current() || !m_workspaces.contains(workspace))
        return;
    m_preferences.setValue(u"workspace"_qs, workspaceId);
    m_workspaces.setCurrent({});
    chooseWorkspace();
}

void Workbench::openProject(const QString &projectId)
{
    if (idOf(projectId) == m_project)
        return;
    m_preferences.setValue(u"project/"_qs + m_workspaces.currentId(), projectId);
    showProject(idOf(projectId));
}

void Workbench::openTask(const QString &taskId)
{
    m_task.open(idOf(taskId), m_user);
}

void Workbench::closeTask()
{
    if (!m_task.taskId().isEmpty())
        m_task.open({}, m_user);
}

void Workbench::createProject(const QString &name)
{
    const Uuid project = Uuid::v7();
    CreateProject wish;
    wish.name = name.trimmed();
    wish.key = keyFor(wish.name, m_projects.keys());
    wish.color = paletteColor(m_projects.rowCount()).name();
    m_outbox.submit(StreamId::ofProject(m_workspaces.current(), project), wish);
    openProject(project.toString());
}

void Workbench::trashTask(const QString &taskId)
{
    const Task *task = m_board.rows().task(idOf(taskId));
    if (!task)
        return;
    const StreamId stream = m_board.rows().stream();
    const QString key = m_board.rows().keyOf(*task);
    const Uuid id = task->id;
    m_outbox.submit(stream, TrashTask{id});
    m_notice.show(tr("%1 was moved to the trash.").arg(key),
                  [this, stream, id] { m_outbox.submit(stream, RestoreTask{id}); });
}

void Workbench::archiveTask(const QString &taskId)
{
    const Task *task = m_board.rows().task(idOf(taskId));
    if (!task)
        return;
    const StreamId stream = m_board.rows().stream();
    const QString key = m_board.rows().keyOf(*task);
    const Uuid id = task->id;
    m_outbox.submit(stream, ArchiveTask{id, true});
    m_notice.show(tr("%1 was archived.").arg(key), [this, stream, id] {
        m_outbox.submit(stream, ArchiveTask{id, false});
    });
}

QString Workbench::draft(const QString &place) const
{
    return m_outbox.draft(place);
}
void Workbench::saveDraft(const QString &place, const QString &text)
{
    m_outbox.saveDraft(place, text);
}

// "<length of seen>:<seen><text>"
void Workbench::saveEdit(const QString &place, const QString &text, const QString &seen)
{
    m_outbox.saveDraft(place, QString::number(seen.size()) + u':' + seen + text);
}
bool Workbench::hasEdit(const QString &place) const
{
    return !m_outbox.draft(place).isEmpty();
}
QString Workbench::editedText(const QString &place) const
{
    const QString kept = m_outbox.draft(place);
    const qsizetype colon = kept.indexOf(u':');
    return kept.mid(colon + 1 + kept.left(colon).toInt());
}
QString Workbench::editedFrom(const QString &place) const
{
    const QString kept = m_outbox.draft(place);
    const qsizetype colon = kept.indexOf(u':');
    return kept.mid(colon + 1, kept.left(colon).toInt());
}

} // namespace TaskMaster::Client
