// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/WorkspaceFile.h"
#include "shared/protocol/Codec.h"

#include <QCryptographicHash>
#include <QSet>

namespace TaskMaster::Server {
namespace {

/// Rows that are put together become one event, which goes to everybody who follows the stream.
constexpr qsizetype RowsTogether = 200;
constexpr qsizetype CharactersTogether = 128 * 1024;

/// Ids of the file's people → those of the accounts here.
using PeopleMap = QHash<Uuid, Uuid>;

/// Kinds of rows that are about somebody and mean nothing without them.
bool isAboutPerson(EntityKind kind)
{
    switch (kind) {
    case EntityKind::TaskAssignee:
    case EntityKind::Watcher:
    case EntityKind::Reaction:
    case EntityKind::TimeEntry:
    case EntityKind::ProjectMember:
    case EntityKind::Member:
        return true;
    default:
        return false;
    }
}

qsizetype charactersOf(const Change &change)
{
    qsizetype size = 64;
    for (const FieldValue &field : change.fields) {
        const auto *text = std::get_if<QString>(&field.value);
        size += text ? text->size() : 16;
    }
    return size;
}

/// The id of a row that is made from the ids of others, for those other ids.
Uuid derivedId(const Entity &row, const Uuid &scope)
{
    if (const auto *assignee = std::get_if<TaskAssignee>(&row))
        return pairId(assignee->taskId, assignee->userId);
    if (const auto *watcher = std::get_if<Watcher>(&row))
        return pairId(watcher->taskId, watcher->userId);
    if (const auto *reaction = std::get_if<Reaction>(&row))
        return reactionId(reaction->targetId, reaction->userId, reaction->emoji);
    if (const auto *member = std::get_if<Member>(&row))
        return memberId(scope, member->userId);
    if (const auto *member = std::get_if<ProjectMember>(&row))
        return memberId(scope, member->userId);
    return rowOf(row).id;
}

/// Names other people in a row: in ids, in the text of custom fields, in mentions. True: something was renamed.
bool renamePeople(Entity &row, const PeopleMap &people)
{
    bool isRenamed = false;
    for (const FieldValue &field : setFields(row)) {
        if (const auto *id = std::get_if<Uuid>(&field.value)) {
            if (const auto other = people.constFind(*id); other != people.constEnd()) {
                writeField(row, field.field, Value(*other));
                isRenamed = true;
            }
            continue;
        }
        const auto *text = std::get_if<QString>(&field.value);
        if (!text || text->size() < 36)
            continue;
        QString changed = *text;
        for (auto it = people.begin(); it != people.end(); ++it) {
            if (changed == it.key().toString())
                changed = it->toString();
            else
                changed.replace(QStringLiteral("(user:%1)").arg(it.key().toString()),
                                QStringLiteral("(user:%1)").arg(it->toString()));
        }
        if (changed != *text) {
            writeField(row, field.field, Value(changed));
            isRenamed = true;
        }
    }
    return isRenamed;
}

class RowsPlanner {
public:
    explicit RowsPlanner(const WorkspaceFile &file)
        : m_file(file)
    {
        m_plan.report = file.report();
    }

    ImportPlan restore(const QHash<QString, Uuid> &accounts)
    {
        m_workspace = m_file.workspace();
        m_plan.projectName = m_file.name();
        for (const WorkspaceFile::Person &person : m_file.people()) {
            m_known.insert(person.id);
            const Uuid account = accounts.value(person.email);
            if (account.isNull())
                planAccount(person);
            else if (account != person.id)
                m_renamed.insert(person.id, account);
        }
        if (!m_renamed.isEmpty())
            m_plan.report.noteChanged(
                QStringLiteral("Somebody has an account here already: rows about them name that one."),
                static_cast<int>(m_renamed.size()));
        m_plan.report.count(QStringLiteral("new accounts"), m_accounts);
        if (m_accounts > 0)
            m_plan.report.noteLeft(
                QStringLiteral("Passwords are in no export: new accounts need one (`taskmaster-server "
                               "user passwd`)."));
        for (const WorkspaceFile::Stream &stream : m_file.streams())
            planStream(stream);
        reportRows();
        return std::move(m_plan);
    }

    ImportPlan projects(const ImportTarget &target)
    {
        m_workspace = target.workspace;
        m_needsMembers = true;
        for (const WorkspaceFile::Person &person : m_file.people()) {
            const auto same =
                std::find_if(target.people.begin(), target.people.end(), [&person](const ImportPerson &other) {
                    return other.email.compare(person.email, Qt::CaseInsensitive) == 0;
                });
            if (same == target.people.end()) {
                m_plan.report.noteLeft(
                    QStringLiteral("“%1” (%2) is not in this workspace: what is about them was left out.")
                        .arg(person.name, person.email));
                continue;
            }
            m_known.insert(same->userId);
            if (same->userId != person.id)
                m_renamed.insert(person.id, same->userId);
        }
        int projects = 0;
        for (const WorkspaceFile::Stream &stream : m_file.streams()) {
            if (stream.id.kind != StreamKind::Project)
                continue;
            ++projects;
            noteProject(stream);
            planStream(stream);
        }
        if (m_file.isWholeWorkspace())
            m_plan.report.noteLeft(QStringLiteral("What belongs to the workspace itself and to single people: only the "
                                                  "projects were taken over."));
        m_plan.report.count(QStringLiteral("projects"), projects);
        if (projects != 1)
            m_plan.projectId = {};
        reportRows();
        return std::move(m_plan);
    }

private:
    void planAccount(const WorkspaceFile::Person &person)
    {
        const StreamId stream = StreamId::ofUser(person.id);
        add(stream, CreateUser{person.email, person.name}, "account");
        if (!person.timeZone.isEmpty())
            add(stream,
                Edit{EntityKind::User, person.id, {{fieldIndex<&User::timeZone>(), Value(person.timeZone)}}, {}},
                "zone");
        ++m_accounts;
    }

    void noteProject(const WorkspaceFile::Stream &stream)
    {
        for (const Entity &row : stream.rows) {
            if (const auto *project = std::get_if<Project>(&row)) {
                m_plan.projectId = project->id;
                m_plan.projectName = project->name;
                m_plan.projectKey = project->key;
            }
        }
    }

    void planStream(const WorkspaceFile::Stream &from)
    {
        StreamId stream = from.id;
        stream.workspace = m_workspace;
        if (stream.kind == StreamKind::Workspace)
            stream.scope = m_workspace;
        if (stream.kind == StreamKind::Personal)
            stream.scope = m_renamed.value(stream.scope, stream.scope);
        PutRows together;
        qsizetype characters = 0;
        for (const Entity &original : from.rows) {
            Entity row = original;
            if (!m_renamed.isEmpty() && renamePeople(row, m_renamed))
                rowOf(row).id = derivedId(row, stream.scope);
            if (m_needsMembers && isAboutPerson(kindOf(row)) && !isKnown(row))
                continue;
            ++m_rows[kindOf(row)];
            together.rows.append({kindOf(row), rowOf(row).id, ChangeOp::Create, setFields(row)});
            characters += charactersOf(together.rows.constLast());
            if (together.rows.size() < RowsTogether && characters < CharactersTogether)
                continue;
            putTogether(stream, together);
            characters = 0;
        }
        putTogether(stream, together);
    }

    [[nodiscard]] bool isKnown(const Entity &row) const
    {
        const int field = describe(kindOf(row)).indexOf(u"userId");
        const Value value = readField(row, field);
        const auto *id = std::get_if<Uuid>(&value);
        return id && m_known.contains(*id);
    }

    /// Its id follows from what it says: another file with other rows is another command.
    void putTogether(const StreamId &stream, PutRows &together)
    {
        if (together.rows.isEmpty())
            return;
        const QByteArray hash =
            QCryptographicHash::hash(Codec::encodeChanges(together.rows), QCryptographicHash::Sha256);
        add(stream, together, hash);
        together.rows.clear();
    }

    template <class Args> void add(const StreamId &stream, const Args &args, const QByteArray &about)
    {
        const Uuid id = Uuid::v5(stream.scope, QByteArray("taskmaster:") + DescribesCommand<Args>::name + ':' + about);
        m_plan.commands.append({id, stream, args});
    }

    void reportRows()
    {
        for (const auto &[kind, count] : m_rows)
            m_plan.report.count(QStringLiteral("rows of “%1”").arg(QLatin1StringView(describe(kind).name)), count);
    }

    const WorkspaceFile &m_file;
    ImportPlan m_plan;
    Uuid m_workspace;
    bool m_needsMembers = false;
    PeopleMap m_renamed;
    QSet<Uuid> m_known;
    std::map<EntityKind, int> m_rows;
    int m_accounts = 0;
};

} // namespace

ImportPlan planRestore(const WorkspaceFile &file, const QHash<QString, Uuid> &accounts)
{
    return RowsPlanner(file).restore(accounts);
}

ImportPlan planProjects(const WorkspaceFile &file, const ImportTarget &target)
{
    return RowsPlanner(file).projects(target);
}

} // namespace TaskMaster::Server
