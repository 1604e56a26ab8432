// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ImportPlanner.h"

#include "server/exchange/ImportText.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace TaskMaster::Server {
namespace {

// What the server refuses beyond.
constexpr int ColumnsMax = 100;
constexpr int LabelsMax = 500;
constexpr int FieldsMax = 50;

const QString projectColor = QStringLiteral("#4460ef");

} // namespace

ImportPlanner::ImportPlanner(ImportBoard board, const ImportTarget &target)
    : m_board(std::move(board))
    , m_target(target)
{
    m_plan.report = std::move(m_board.report);
    m_plan.projectId = idOf(m_board.id);
}

ImportPlan ImportPlanner::plan()
{
    planProject();
    planColumns();
    planLabels();
    planMilestones();
    planFields();
    matchPeople();
    const QList<const ImportBoard::Task *> tasks = parentsFirst();
    for (const ImportBoard::Task *task : tasks)
        planTask(*task);
    planComments();
    archiveTasks();
    archiveColumns();
    planDescription();
    return std::move(m_plan);
}

Uuid ImportPlanner::idOf(const QString &original) const
{
    return Uuid::v5(m_target.workspace, m_board.source + ':' + original.toUtf8());
}

/// Where a source has names instead of ids, a column and a label may share theirs; and boards may share both.
Uuid ImportPlanner::idIn(const char *space, const QString &original) const
{
    if (m_board.source == "trello")
        return idOf(original); // unique all over Trello
    return Uuid::v5(m_plan.projectId, QByteArray(space) + ':' + original.toUtf8());
}

QString ImportPlanner::stored(const QString &text)
{
    QString clean = ImportText::storable(text);
    if (clean != text)
        m_plan.report.noteChanged(QStringLiteral("Characters that cannot be stored were replaced by “\uFFFD”."));
    return clean;
}

QString ImportPlanner::name(const QString &text, const QString &kind, const QString &fallback)
{
    const QString clean = ImportText::singleLine(stored(text));
    if (clean.isEmpty()) {
        m_plan.report.noteChanged(QStringLiteral("A %1 without a name is called “%2”.").arg(kind, fallback));
        return fallback;
    }
    if (clean.size() <= Limits::NameMax)
        return clean;
    const QString shortName = ImportText::shortened(clean, Limits::NameMax);
    m_longNames.append({shortName, clean});
    m_plan.report.noteChanged(QStringLiteral("The name of a %1 has more than %2 characters: it was shortened to “%3”, "
                                             "and stands whole in the project's description.")
                                  .arg(kind)
                                  .arg(Limits::NameMax)
                                  .arg(ImportText::shortened(clean, 40)));
    return shortName;
}

void ImportPlanner::planProject()
{
    m_plan.projectName =
        name(m_board.name, QStringLiteral("board"), QStringLiteral("Imported from %1").arg(m_board.sourceName));
    m_plan.projectKey = projectKeyFor(m_plan.projectName);
    add(CreateProject{m_plan.projectName, m_plan.projectKey, projectColor, true}, m_plan.projectId);
}

/// It was completed once, and stands in a column of work that is open.
QString ImportPlanner::completion(const ImportBoard::Task &task)
{
    m_plan.report.noteChanged(
        QStringLiteral("When a %1 that is open was completed stands in the description.").arg(m_board.taskWord));
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(task.completedAt, Qt::UTC);
    return QStringLiteral("Completed on %1.").arg(at.date().toString(Qt::ISODate));
}

void ImportPlanner::planColumns()
{
    const QSet<QString> fitting = fittingColumns();
    for (const ImportBoard::Column &column : std::as_const(m_board.columns)) {
        if (!fitting.contains(column.id)) {
            m_plan.report.noteLeft(
                QStringLiteral("The %1 “%2” and what stands in it: a project has at most %3 columns.")
                    .arg(m_board.columnWord)
                    .arg(ImportText::shortened(column.name, 60))
                    .arg(ColumnsMax));
            continue;
        }
        CreateColumn wish;
        wish.columnId = idIn("column", column.id);
        wish.name = name(column.name, m_board.columnWord, QStringLiteral("(no name)"));
        wish.type = column.type;
        wish.wipLimit = column.wipLimit;
        m_columns.insert(column.id, column.type);
        add(wish, wish.columnId);
    }
    m_plan.report.count(m_board.columnWord + u's', static_cast<int>(m_columns.size()));
}

/// Boards may have more columns than a project: those that are open come first.
QSet<QString> ImportPlanner::fittingColumns() const
{
    QSet<QString> ids;
    for (const bool archived : {false, true}) {
        for (const ImportBoard::Column &column : m_board.columns) {
            if (column.archived == archived && ids.size() < ColumnsMax)
                ids.insert(column.id);
        }
    }
    return ids;
}

void ImportPlanner::planLabels()
{
    for (const ImportBoard::Label &label : std::as_const(m_board.labels)) {
        if (m_labels.size() == LabelsMax) {
            m_plan.report.noteLeft(QStringLiteral("A label: a project has at most %1.").arg(LabelsMax));
            continue;
        }
        CreateLabel wish;
        wish.labelId = idIn("label", label.id);
        wish.name = name(label.name, QStringLiteral("label"), QStringLiteral("(no name)"));
        wish.color = label.color;
        m_labels.insert(label.id);
        add(wish, wish.labelId);
    }
    m_plan.report.count(QStringLiteral("labels"), static_cast<int>(m_labels.size()));
}

void ImportPlanner::planMilestones()
{
    if (m_board.milestones.isEmpty())
        return;
    for (const ImportBoard::Milestone &milestone : std::as_const(m_board.milestones)) {
        CreateMilestone wish;
        wish.milestoneId = idIn("milestone", milestone.id);
        wish.name = name(milestone.name, QStringLiteral("milestone"), QStringLiteral("(no name)"));
        const QStringList parts = ImportText::split(stored(milestone.description).trimmed(), Limits::DescriptionMax);
        wish.description = parts.first();
        if (parts.size() > 1)
            m_plan.report.noteLeft(
                QStringLiteral("The end of a milestone's description: it has more than %1 characters.")
                    .arg(Limits::DescriptionMax));
        wish.dueDate = milestone.dueDate;
        m_milestones.insert(milestone.id);
        add(wish, wish.milestoneId);
        if (milestone.completed)
            add(CompleteMilestone{wish.milestoneId, true}, wish.milestoneId);
    }
    m_plan.report.count(QStringLiteral("milestones"), static_cast<int>(m_milestones.size()));
}

void ImportPlanner::planFields()
{
    for (const ImportBoard::Field &field : std::as_const(m_board.fields)) {
        QJsonArray options;
        for (const ImportBoard::Option &option : field.options)
            options.append(QJsonObject{
                {QStringLiteral("id"), idIn("option", field.id + u'/' + option.id).toString()},
                {QStringLiteral("name"), name(option.name, QStringLiteral("option"), QStringLiteral("(no name)"))},
                {QStringLiteral("color"), option.color}});
        CreateField wish;
        wish.fieldId = idIn("field", field.id);
        wish.name = name(field.name, QStringLiteral("custom field"), QStringLiteral("(no name)"));
        wish.type = field.type;
        if (!options.isEmpty())
            wish.options = QString::fromUtf8(QJsonDocument(options).toJson(QJsonDocument::Compact));
        if (m_fields.size() == FieldsMax || wish.options.size() > Limits::CommentMax) {
            m_plan.report.noteLeft(
                QStringLiteral("The custom field “%1” and its values: there are too many fields or options.")
                    .arg(ImportText::shortened(wish.name, 60)));
            continue;
        }
        m_fields.insert(field.id, &field);
        add(wish, wish.fieldId);
    }
    if (!m_board.fields.isEmpty())
        m_plan.report.count(QStringLiteral("custom fields"), static_cast<int>(m_fields.size()));
}

void ImportPlanner::matchPeople()
{
    for (const ImportBoard::Person &person : std::as_const(m_board.people)) {
        const QString shown = ImportText::storable(person.name.isEmpty() ? person.userName : person.name);
        m_personNames.insert(person.id, shown);
        if (const ImportPerson *user = match(person)) {
            m_users.insert(person.id, *user);
            continue;
        }
        m_plan.report.noteLeft(
            QStringLiteral("“%1” (%2): nobody in the workspace has this e-mail address, user name or "
                           "name. Tasks name them in the description.")
                .arg(shown, ImportText::storable(person.email.isEmpty() ? person.userName : person.email)));
    }
    m_plan.report.count(QStringLiteral("members"), static_cast<int>(m_users.size()));
}

/// By address, else by the user name (the part of the address in front of the @), else by a name that only one has.
const ImportPerson *ImportPlanner::match(const ImportBoard::Person &person) const
{
    const auto same = [](const QString &a, const QString &b) {
        return !a.isEmpty() && a.compare(b, Qt::CaseInsensitive) == 0;
    };
    const ImportPerson *byUserName = nullptr;
    const ImportPerson *byName = nullptr;
    int ofThatName = 0;
    for (const ImportPerson &user : m_target.people) {
        if (same(person.email, user.email))
            return &user;
        if (!byUserName && same(person.userName, user.email.section(u'@', 0, 0)))
            byUserName = &user;
        if (same(person.name, user.name)) {
            byName = &user;
            ++ofThatName;
        }
    }
    if (byUserName)
        return byUserName;
    return ofThatName == 1 ? byName : nullptr;
}

void ImportPlanner::archiveColumns()
{
    int archived = 0;
    for (const ImportBoard::Column &column : std::as_const(m_board.columns)) {
        if (!column.archived || !m_columns.contains(column.id))
            continue;
        const Uuid id = idIn("column", column.id);
        add(ArchiveColumn{id, true}, id);
        ++archived;
    }
    if (archived > 0)
        m_plan.report.count(QStringLiteral("archived %1s").arg(m_board.columnWord), archived);
}

void ImportPlanner::planDescription()
{
    QStringList sections{stored(m_board.description).trimmed()};
    QStringList names;
    for (const LongName &longName : std::as_const(m_longNames))
        names.append(QStringLiteral("- %1: %2").arg(longName.shortName, longName.wholeName));
    if (!names.isEmpty())
        sections.append(QStringLiteral("### Whole names\n\n") + names.join(u'\n'));
    sections.removeAll(QString());
    const QString text = sections.join(QStringLiteral("\n\n"));
    if (text.isEmpty())
        return;
    const QString fitting = ImportText::split(text, Limits::DescriptionMax).first();
    if (fitting.size() < text.size())
        m_plan.report.noteLeft(QStringLiteral("The end of the board's description: it has more than %1 characters.")
                                   .arg(Limits::DescriptionMax));
    Edit wish;
    wish.entity = EntityKind::Project;
    wish.id = m_plan.projectId;
    wish.fields = {{fieldIndex<&Project::description>(), Value(fitting)}};
    add(wish, m_plan.projectId, QByteArrayLiteral("description"));
}

ImportPlan planImport(ImportBoard board, const ImportTarget &target)
{
    return ImportPlanner(std::move(board), target).plan();
}

} // namespace TaskMaster::Server
