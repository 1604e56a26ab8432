// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/Mentions.h"

namespace TaskMaster {
namespace {

constexpr qsizetype MentionsMax = 50;
constexpr qsizetype IdLength = 36;

} // namespace

QList<Uuid> mentionsIn(const QString &text)
{
    static constexpr QStringView before = u"](user:";
    QList<Uuid> people;
    for (qsizetype at = text.indexOf(before); at >= 0 && people.size() < MentionsMax;
         at = text.indexOf(before, at + before.size())) {
        // From the bracket back to the sign: what is in between is the name.
        const qsizetype open = text.lastIndexOf(u"@[", at);
        const qsizetype id = at + before.size();
        const bool isWhole = open >= 0 && !QStringView(text).mid(open + 2, at - open - 2).contains(u']')
            && text.size() > id + IdLength && text[id + IdLength] == u')';
        const auto user = isWhole ? Uuid::fromString(QStringView(text).mid(id, IdLength)) : std::nullopt;
        if (user && !people.contains(*user))
            people.append(*user);
    }
    return people;
}

QString mentionOf(const QString &name, const Uuid &user)
{
    QString plain = name;
    plain.remove(u'[').remove(u']');
    return QStringLiteral("@[%1](user:%2)").arg(plain, user.toString());
}

} // namespace TaskMaster
