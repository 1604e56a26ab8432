// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/WebhookBodies.h"

#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"
#include "shared/model/Entities.h"

#include <QJsonArray>

namespace TaskMaster::Server::WebhookBodies {
namespace {

constexpr qint64 CountMax = 1'000'000'000;
constexpr qint64 AnswerMax = 8 * 1024;

struct Shown {
    Uuid id;
    Uuid projectId;
    QString name;
    QString url;
    bool isActive = true;
    QString endedBecause;
    Uuid creatorId;
    qint64 createdAt = 0;
    qint64 updatedAt = 0;

    static constexpr const char *schema = "Webhook";
    static constexpr std::array fields{
        idField<&Shown::id>("id", Required),
        idField<&Shown::projectId>("projectId"),
        textField<&Shown::name>("name", Limits::NameMax),
        textField<&Shown::url>("url", TargetRules::UrlMax, Required),
        booleanField<&Shown::isActive>("isActive"),
        textField<&Shown::endedBecause>("endedBecause", Limits::NameMax),
        idField<&Shown::creatorId>("creatorId"),
        timestampField<&Shown::createdAt>("createdAt"),
        timestampField<&Shown::updatedAt>("updatedAt"),
    };
};

struct New {
    Uuid projectId;
    QString name;
    QString url;

    static constexpr const char *schema = "NewWebhook";
    static constexpr std::array fields{
        idField<&New::projectId>("projectId"),
        textField<&New::name>("name", Limits::NameMax),
        textField<&New::url>("url", TargetRules::UrlMax, Required),
    };
};

struct Patched {
    QString name;
    QString url;
    bool isActive = true;

    static constexpr const char *schema = "WebhookPatch";
    static constexpr std::array fields{
        textField<&Patched::name>("name", Limits::NameMax),
        textField<&Patched::url>("url", TargetRules::UrlMax, Required),
        booleanField<&Patched::isActive>("isActive", Required),
    };
};

struct Delivery {
    Uuid id;
    QString state;
    QString stream;
    qint64 seq = 0;
    QString verb;
    qint64 attempts = 0;
    qint64 createdAt = 0;
    qint64 nextTryAt = 0;
    qint64 finishedAt = 0;
    qint64 status = 0;
    QString answer;

    static constexpr const char *schema = "WebhookDelivery";
    static constexpr std::array fields{
        idField<&Delivery::id>("id", Required),
        textField<&Delivery::state>("state", Limits::NameMax),
        textField<&Delivery::stream>("stream", Limits::NameMax),
        integerField<&Delivery::seq>("seq", 1, std::numeric_limits<qint64>::max()),
        textField<&Delivery::verb>("verb", Limits::NameMax),
        integerField<&Delivery::attempts>("attempts", 0, CountMax),
        timestampField<&Delivery::createdAt>("createdAt"),
        timestampField<&Delivery::nextTryAt>("nextTryAt"),
        timestampField<&Delivery::finishedAt>("finishedAt"),
        integerField<&Delivery::status>("status", 0, 999),
        longTextField<&Delivery::answer>("answer", AnswerMax),
    };
};

JsonSchema::Member eventsMember()
{
    return {QStringLiteral("events"),
            {{}, JsonSchema::text(QStringLiteral("A verb (`taskMoved`) or a kind of entity (`comment`); none: all."))},
            JsonSchema::Member::Shape::List};
}

/// Whoever wishes may also say null for all events.
Schema wished(Schema schema)
{
    QJsonObject properties = schema.body.value(u"properties").toObject();
    properties[QStringLiteral("events")] = JsonSchema::orNull(properties.value(u"events").toObject());
    schema.body[QStringLiteral("properties")] = properties;
    return schema;
}

/// The list of words; what is wrong about it goes to `errors`.
QStringList eventsFrom(const QJsonValue &json, FieldErrors &errors)
{
    QStringList events;
    bool isList = json.isArray();
    for (const QJsonValue &word : json.toArray()) {
        isList = isList && word.isString();
        events.append(word.toString());
    }
    events.removeDuplicates();
    if (!isList && !json.isNull())
        errors.add(QStringLiteral("events"), QStringLiteral("must be a list of texts"));
    else if (auto ok = EventFilter::check(events); !ok)
        errors.addSentence(QStringLiteral("events"), ok.error().message);
    return events;
}

template <class Body> Body readFields(const QJsonObject &object, FieldErrors &errors, Wish wish)
{
    const FieldValues values = JsonBody::fields(object, Body::fields, errors);
    if (wish == Wish::New)
        JsonBody::requireAll(values, Body::fields, errors);
    Body body;
    for (const FieldValue &field : values)
        Body::fields[field.field].write(&body, field.value);
    return body;
}

} // namespace

QJsonObject written(const Webhook &webhook)
{
    QJsonObject object =
        JsonBody::written(Shown{webhook.id, webhook.project, webhook.name, webhook.url, webhook.isActive,
                                webhook.endedBecause, webhook.creator, webhook.createdAt, webhook.updatedAt});
    object[QStringLiteral("events")] = QJsonArray::fromStringList(webhook.events);
    return object;
}

QJsonObject written(const WebhookDelivery &delivery)
{
    return JsonBody::written(Delivery{delivery.id, QString::fromLatin1(deliveryStateName(delivery.state)),
                                      delivery.stream.toString(), delivery.seq, delivery.verb, delivery.attempts,
                                      delivery.createdAt, delivery.nextTryAt, delivery.finishedAt, delivery.status,
                                      delivery.answer});
}

Schema webhookSchema()
{
    return JsonSchema::of<Shown>(JsonSchema::Way::Out, {eventsMember()});
}

Schema madeSchema()
{
    Schema schema = JsonSchema::of<Shown>(
        JsonSchema::Way::Out,
        {eventsMember(),
         {QStringLiteral("secret"),
          {{}, JsonSchema::text(QStringLiteral("What deliveries are signed with; shown this once."))}}});
    schema.name = QStringLiteral("MadeWebhook");
    return schema;
}

Schema listSchema()
{
    return JsonSchema::object(QStringLiteral("Webhooks"), {}, JsonSchema::Way::Out,
                              {{QStringLiteral("items"), webhookSchema(), JsonSchema::Member::Shape::List}});
}

Schema deliverySchema()
{
    return JsonSchema::of<Delivery>(JsonSchema::Way::Out);
}

Schema newSchema()
{
    return wished(JsonSchema::of<New>(JsonSchema::Way::In, {eventsMember()}));
}

Schema patchSchema()
{
    Schema schema = wished(JsonSchema::of<Patched>(JsonSchema::Way::In, {eventsMember()}));
    schema.body.remove(QStringLiteral("required"));
    schema.body[QStringLiteral("minProperties")] = 1;
    return schema;
}

Result<Webhook> read(const HttpRequest &request, Webhook webhook, Wish wish, const TargetPolicy &policy)
{
    auto object = JsonBody::parse(request, {"application/json", "application/merge-patch+json"});
    if (!object)
        return object.error();
    if (wish == Wish::Patch && object->isEmpty())
        return Error::malformed(QStringLiteral("the body names no field"));
    FieldErrors errors;
    if (object->contains(u"events"))
        webhook.events = eventsFrom(object->take(QStringLiteral("events")), errors);
    const bool hasUrl = object->contains(u"url");
    QString url;
    if (wish == Wish::New) {
        const New body = readFields<New>(*object, errors, wish);
        webhook.project = body.projectId;
        webhook.name = body.name;
        url = body.url;
    } else {
        const Patched body = readFields<Patched>(*object, errors, wish);
        if (object->contains(u"name"))
            webhook.name = body.name;
        if (object->contains(u"isActive"))
            webhook.isActive = body.isActive;
        url = body.url;
    }
    if (hasUrl && !url.isEmpty()) { // else it has been said
        webhook.url = url;
        if (const auto checked = TargetRules::checkUrl(url, policy); !checked)
            errors.addSentence(QStringLiteral("url"), checked.error().message);
    }
    if (!errors.isEmpty())
        return errors.error();
    if (webhook.isActive)
        webhook.endedBecause.clear();
    return webhook;
}

} // namespace TaskMaster::Server::WebhookBodies
