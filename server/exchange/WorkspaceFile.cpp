// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/WorkspaceFile.h"

#include "server/exchange/ImportJson.h"

#include <QJsonArray>
#include <QJsonObject>

#include <array>
#include <set>

namespace TaskMaster::Server {
namespace {

Error badExport(const QString &sentence)
{
    return {ErrorCode::BadImport, sentence};
}

/// Fields that are nothing without the row they name.
struct Reference {
    const char *field;
    EntityKind kind;
};
constexpr std::array references{
    Reference{"taskId", EntityKind::Task},           Reference{"columnId", EntityKind::Column},
    Reference{"checklistId", EntityKind::Checklist}, Reference{"labelId", EntityKind::Label},
    Reference{"fieldId", EntityKind::CustomField},
};

Result<Value> exportedValue(const FieldDescription &field, const QJsonValue &json)
{
    const auto wrong = [&field] {
        return Error::invalidField(QString::fromLatin1(field.name), QStringLiteral("has another type"));
    };
    switch (field.type) {
    case FieldType::Id: {
        const auto id = Uuid::fromString(json.toString());
        return id ? checked(field, Value(*id)) : Result<Value>(wrong());
    }
    case FieldType::Integer:
    case FieldType::Timestamp: {
        const qint64 number = json.toInteger(std::numeric_limits<qint64>::min());
        const bool isWhole = json.isDouble() && number != std::numeric_limits<qint64>::min();
        return isWhole ? checked(field, Value(number)) : Result<Value>(wrong());
    }
    case FieldType::Boolean:
        return json.isBool() ? checked(field, Value(json.toBool())) : Result<Value>(wrong());
    case FieldType::Text:
    case FieldType::LongText:
    case FieldType::Date:
    case FieldType::Choice:
    case FieldType::Rank:
        break;
    }
    return json.isString() ? checked(field, Value(json.toString())) : Result<Value>(wrong());
}

} // namespace

class WorkspaceFile::Parser {
public:
    explicit Parser(QJsonObject root)
        : m_root(std::move(root))
    {
    }

    Result<WorkspaceFile> parse()
    {
        if (m_root.value(u"format").toString() != u"taskmaster")
            return badExport(QStringLiteral("This is JSON, but not an export of Task Master: it has no “format”."));
        if (m_root.value(u"version").toInt() != 1)
            return badExport(QStringLiteral("This export has the version %1; this program knows version 1.")
                                 .arg(ImportJson::textOf(m_root.value(u"version"))));
        const QString kind = m_root.value(u"kind").toString();
        if (kind != u"workspace" && kind != u"project")
            return badExport(QStringLiteral("This export is of the kind “%1”, which is none.").arg(kind.left(40)));
        m_file.m_isWhole = kind == u"workspace";
        const auto workspace = Uuid::fromString(m_root.value(u"workspace").toString());
        if (!workspace || workspace->isNull())
            return badExport(QStringLiteral("This export does not say of which workspace it is."));
        m_file.m_workspace = *workspace;
        m_file.m_name = m_root.value(u"name").toString();
        for (const QJsonValue value : m_root.value(u"streams").toArray()) {
            if (auto ok = readStream(value.toObject()); !ok)
                return ok.error();
        }
        if (m_file.m_streams.isEmpty())
            return badExport(QStringLiteral("This export is empty: it has no “streams”."));
        if (auto ok = readPeople(); !ok)
            return ok.error();
        return std::move(m_file);
    }

private:
    Result<void> readStream(const QJsonObject &object)
    {
        const QString name = object.value(u"stream").toString();
        const auto id = StreamId::fromString(name);
        if (!id || id->kind == StreamKind::User || id->workspace != m_file.m_workspace)
            return badExport(QStringLiteral("“%1” is no stream of this workspace.").arg(name.left(120)));
        if (!m_file.m_isWhole && id->kind != StreamKind::Project)
            return badExport(QStringLiteral("The export of a project has the stream “%1”.").arg(name));
        for (const Stream &known : std::as_const(m_file.m_streams)) {
            if (known.id == *id)
                return badExport(QStringLiteral("The stream “%1” is there twice.").arg(name));
        }
        Stream stream{*id, {}};
        m_ids.clear();
        const QJsonArray rows = object.value(u"rows").toArray();
        stream.rows.reserve(rows.size());
        for (qsizetype i = 0; i < rows.size(); ++i) {
            if (auto ok = readRow(rows[i].toObject(), stream); !ok)
                return badExport(
                    QStringLiteral("%1, row %2%3: %4").arg(name).arg(i + 1).arg(m_about, ok.error().message));
        }
        for (qsizetype i = 0; i < stream.rows.size(); ++i) {
            if (auto ok = checkReferences(stream.rows[i]); !ok)
                return badExport(QStringLiteral("%1, the %2 %3: %4")
                                     .arg(name, QLatin1StringView(describe(kindOf(stream.rows[i])).name),
                                          rowOf(stream.rows[i]).id.toString(), ok.error().message));
        }
        if (stream.id.kind == StreamKind::Project && !m_ids.contains({EntityKind::Project, stream.id.scope}))
            return badExport(QStringLiteral("The stream “%1” does not have its project.").arg(name));
        m_file.m_streams.append(std::move(stream));
        return {};
    }

    Result<void> readRow(const QJsonObject &object, Stream &stream)
    {
        const QString entity = object.value(u"entity").toString();
        m_about = entity.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(entity.left(40));
        const auto id = Uuid::fromString(object.value(u"id").toString());
        if (entity.isEmpty() || !id || id->isNull())
            return badExport(QStringLiteral("it has no “entity” or no “id”."));
        const auto kind = entityKindFromName(entity);
        if (!kind) {
            m_file.m_report.noteLeft(
                QStringLiteral("A row of the kind “%1”: this version does not know it.").arg(entity.left(40)));
            return {};
        }
        const EntityDescription &description = describe(*kind);
        if ((description.streams & streamBit(stream.id.kind)) == 0)
            return badExport(QStringLiteral("rows of this kind do not belong here."));
        if (m_ids.contains({*kind, *id}))
            return badExport(QStringLiteral("the id %1 was given before.").arg(id->toString()));
        m_ids.insert({*kind, *id});
        Entity row = makeEntity(*kind, *id);
        if (auto ok = readFields(object.value(u"fields").toObject(), description, row); !ok)
            return ok;
        stream.rows.append(std::move(row));
        return {};
    }

    Result<void> readFields(const QJsonObject &fields, const EntityDescription &description, Entity &row)
    {
        for (auto it = fields.begin(); it != fields.end(); ++it) {
            const int index = description.indexOf(it.key());
            if (index < 0) {
                m_file.m_report.noteLeft(QStringLiteral("“%1.%2”: this version does not know what it is.")
                                             .arg(QLatin1StringView(description.name), it.key().left(40)));
                continue;
            }
            auto value = exportedValue(description.fields[static_cast<std::size_t>(index)], it.value());
            if (!value)
                return value.error();
            writeField(row, index, *value);
        }
        for (std::size_t i = 0; i < description.fields.size(); ++i) {
            if (auto ok = checked(description.fields[i], readField(row, static_cast<int>(i))); !ok)
                return ok.error(); // required, and not there
        }
        return {};
    }

    Result<void> checkReferences(const Entity &row) const
    {
        const EntityDescription &description = describe(kindOf(row));
        if (kindOf(row) == EntityKind::DayCount || (description.streams & InProject) == 0)
            return {}; // statistics outlive what they count
        for (const Reference &reference : references) {
            const int index = description.indexOf(QLatin1StringView(reference.field).toString());
            if (index < 0 || !description.fields[static_cast<std::size_t>(index)].has(Required))
                continue;
            const Value value = readField(row, index);
            const auto *id = std::get_if<Uuid>(&value);
            if (id && !m_ids.contains({reference.kind, *id}))
                return badExport(QStringLiteral("“%1” names a %2 that is not in the file (%3).")
                                     .arg(QLatin1StringView(reference.field),
                                          QLatin1StringView(describe(reference.kind).name), id->toString()));
        }
        return {};
    }

    Result<void> readPeople()
    {
        const QJsonArray people = m_root.value(u"people").toArray();
        for (qsizetype i = 0; i < people.size(); ++i) {
            const QJsonValue value = people[i];
            const auto id = Uuid::fromString(value[u"id"].toString());
            User user;
            user.email = value[u"email"].toString().trimmed().toLower();
            user.name = value[u"name"].toString();
            user.timeZone = value[u"timeZone"].toString();
            const EntityDescription &description = describe(EntityKind::User);
            const Entity row = user;
            for (std::size_t field = 0; field < description.fields.size(); ++field) {
                if (auto ok = checked(description.fields[field], readField(row, static_cast<int>(field))); !ok)
                    return badExport(QStringLiteral("people, entry %1: %2").arg(i + 1).arg(ok.error().message));
            }
            if (!id || id->isNull())
                return badExport(QStringLiteral("people, entry %1: it has no “id”.").arg(i + 1));
            m_file.m_people.append({*id, user.email, user.name, user.timeZone});
        }
        return {};
    }

    QJsonObject m_root;
    WorkspaceFile m_file;
    std::set<std::pair<EntityKind, Uuid>> m_ids; ///< of the stream that is being read
    QString m_about;
};

Result<WorkspaceFile> WorkspaceFile::parse(const QByteArray &json)
{
    const auto document = ImportJson::parse(json);
    if (!document)
        return document.error();
    if (!document->isObject())
        return badExport(QStringLiteral("This is JSON, but not an export of Task Master: it is not an object."));
    return Parser(document->object()).parse();
}

} // namespace TaskMaster::Server
