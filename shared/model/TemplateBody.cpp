// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/TemplateBody.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace TaskMaster {
namespace {

constexpr int DepthMax = 3;
constexpr qsizetype PartsMax = 100;

/// Reads one object and remembers the first thing that is wrong, and where.
class Reading {
public:
    [[nodiscard]] const Result<void> &outcome() const { return m_outcome; }

    QString text(const QJsonObject &object, const char *key, const QString &place, qint64 max, bool isRequired = false)
    {
        const QJsonValue value = object.value(QLatin1StringView(key));
        if (value.isUndefined() && !isRequired)
            return {};
        const QString text = value.toString();
        if (!value.isString() || (isRequired && text.trimmed().isEmpty()))
            refuse(place, key, QStringLiteral("must be text"));
        else if (text.size() > max || !isStorableText(text))
            refuse(place, key, QStringLiteral("must be at most %1 characters").arg(max));
        return text;
    }
    qint64 integer(const QJsonObject &object, const char *key, const QString &place, qint64 min, qint64 max,
                   qint64 none)
    {
        const QJsonValue value = object.value(QLatin1StringView(key));
        if (value.isUndefined())
            return none;
        const qint64 number = value.toInteger(min - 1);
        if (number < min || number > max)
            refuse(place, key, QStringLiteral("must be a whole number from %1 to %2").arg(min).arg(max));
        return number;
    }
    template <class E> E choice(const QJsonObject &object, const char *key, const QString &place, E none)
    {
        const QJsonValue value = object.value(QLatin1StringView(key));
        if (value.isUndefined())
            return none;
        for (std::size_t i = 0; i < std::size(ChoiceNames<E>::names); ++i) {
            if (value.toString() == QLatin1StringView(ChoiceNames<E>::names[i]))
                return static_cast<E>(i);
        }
        refuse(place, key, QStringLiteral("is none of its values"));
        return none;
    }
    QJsonArray list(const QJsonObject &object, const char *key, const QString &place)
    {
        const QJsonValue value = object.value(QLatin1StringView(key));
        if (!value.isUndefined() && (!value.isArray() || value.toArray().size() > PartsMax))
            refuse(place, key, QStringLiteral("must be a list of at most %1").arg(PartsMax));
        return value.toArray();
    }
    TemplateTask task(const QJsonObject &object, const QString &place, int depth);

    void refuse(const QString &place, const char *key, const QString &why)
    {
        if (m_outcome)
            m_outcome = Error::invalidField(QStringLiteral("body"),
                                            QStringLiteral("%1%2 %3").arg(place, QLatin1StringView(key), why));
    }

private:
    Result<void> m_outcome;
    qsizetype m_tasks = 0;
};

QString at(const QString &place, const char *list, qsizetype index)
{
    return QStringLiteral("%1%2[%3].").arg(place, QLatin1StringView(list)).arg(index);
}

TemplateTask Reading::task(const QJsonObject &object, const QString &place, int depth)
{
    TemplateTask task;
    if (++m_tasks > TemplateBody::TasksMax)
        refuse(place, "title", QStringLiteral("is one task too many: at most %1").arg(TemplateBody::TasksMax));
    task.title = text(object, "title", place, Limits::TitleMax, true);
    task.description = text(object, "description", place, Limits::DescriptionMax);
    task.priority = choice(object, "priority", place, Priority::None);
    task.estimate = integer(object, "estimate", place, 0, Limits::EstimateMax, 0);
    task.dueInDays = static_cast<int>(integer(object, "dueInDays", place, 0, 3650, -1));
    task.column = text(object, "column", place, Limits::NameMax);
    for (const QJsonValue label : list(object, "labels", place))
        task.labels.append(label.toString().left(Limits::NameMax));
    const QJsonArray checklists = list(object, "checklists", place);
    for (qsizetype i = 0; i < checklists.size(); ++i) {
        const QString inside = at(place, "checklists", i);
        const QJsonObject checklist = checklists[i].toObject();
        TemplateTask::Checklist made{text(checklist, "name", inside, Limits::NameMax, true), {}};
        for (const QJsonValue item : list(checklist, "items", inside)) {
            if (item.toString().trimmed().isEmpty() || item.toString().size() > Limits::TitleMax)
                refuse(inside, "items", QStringLiteral("must be text of at most %1 characters").arg(Limits::TitleMax));
            made.items.append(item.toString());
        }
        task.checklists.append(std::move(made));
    }
    const QJsonArray subtasks = list(object, "subtasks", place);
    if (!subtasks.isEmpty() && depth >= DepthMax) {
        refuse(place, "subtasks", QStringLiteral("are nested deeper than %1").arg(DepthMax));
        return task;
    }
    for (qsizetype i = 0; i < subtasks.size() && m_outcome; ++i)
        task.subtasks.append(this->task(subtasks[i].toObject(), at(place, "subtasks", i), depth + 1));
    return task;
}

} // namespace

Result<TemplateBody> readTemplateBody(TemplateKind kind, const QString &json)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json.toUtf8(), &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject())
        return Error::invalidField(
            QStringLiteral("body"),
            QStringLiteral("must be a JSON object: %1 at byte %2").arg(problem.errorString()).arg(problem.offset));
    const QJsonObject object = document.object();
    Reading reading;
    TemplateBody body;
    if (kind == TemplateKind::Task) {
        body.tasks.append(reading.task(object.value(u"task").toObject(), QStringLiteral("task."), 0));
    } else {
        const QJsonArray columns = reading.list(object, "columns", {});
        for (qsizetype i = 0; i < columns.size(); ++i) {
            const QString place = at({}, "columns", i);
            const QJsonObject column = columns[i].toObject();
            body.columns.append({reading.text(column, "name", place, Limits::NameMax, true),
                                 reading.choice(column, "type", place, ColumnType::Unstarted),
                                 reading.integer(column, "wipLimit", place, 0, Limits::WipMax, 0)});
        }
        const QJsonArray labels = reading.list(object, "labels", {});
        for (qsizetype i = 0; i < labels.size(); ++i) {
            const QString place = at({}, "labels", i);
            const QJsonObject label = labels[i].toObject();
            body.labels.append({reading.text(label, "name", place, Limits::NameMax, true),
                                reading.text(label, "color", place, Limits::ColorMax)});
        }
        const QJsonArray tasks = reading.list(object, "tasks", {});
        for (qsizetype i = 0; i < tasks.size(); ++i)
            body.tasks.append(reading.task(tasks[i].toObject(), at({}, "tasks", i), 0));
        if (body.columns.isEmpty() && reading.outcome())
            reading.refuse({}, "columns", QStringLiteral("must have at least one"));
    }
    if (!reading.outcome())
        return reading.outcome().error();
    return body;
}

} // namespace TaskMaster
