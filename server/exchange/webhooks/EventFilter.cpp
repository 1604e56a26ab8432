// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/EventFilter.h"

#include "shared/protocol/Commands.h"

#include <QSet>

namespace TaskMaster::Server::EventFilter {
namespace {

const QSet<QString> &knownWords()
{
    static const QSet<QString> words = [] {
        QSet<QString> all;
        for (int i = 0; i < EntityKindCount; ++i)
            all.insert(QString::fromLatin1(describe(static_cast<EntityKind>(i)).name));
        for (int i = 0; i < static_cast<int>(std::variant_size_v<CommandArgs>); ++i)
            all.insert(QString::fromLatin1(describeCommand(i).verb));
        return all;
    }();
    return words;
}

} // namespace

bool wants(const Webhook &webhook, const Event &event)
{
    if (webhook.events.isEmpty() || webhook.events.contains(event.verb))
        return true;
    return std::any_of(event.changes.cbegin(), event.changes.cend(), [&webhook](const Change &change) {
        return webhook.events.contains(QLatin1StringView(describe(change.entity).name));
    });
}

Result<void> check(const QStringList &events)
{
    if (events.size() > EventsMax)
        return Error::invalidField(QStringLiteral("events"),
                                   QStringLiteral("must name at most %1 of them").arg(EventsMax));
    for (const QString &word : events) {
        if (!knownWords().contains(word))
            return Error::invalidField(
                QStringLiteral("events"),
                QStringLiteral("names “%1”, which is neither a verb like taskMoved nor a kind of entity like comment")
                    .arg(word.left(40)));
    }
    return {};
}

} // namespace TaskMaster::Server::EventFilter
