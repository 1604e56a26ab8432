// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ImportReport.h"

#include "server/exchange/ImportText.h"

#include <QJsonArray>

namespace TaskMaster::Server {

int ImportReport::taken(const QString &what) const
{
    for (const Count &count : m_counts) {
        if (count.what == what)
            return count.taken;
    }
    return 0;
}

QString ImportReport::shown(const QString &sentence)
{
    return ImportText::storable(sentence);
}

QStringList ImportReport::lines(const Tally &tally)
{
    QStringList result;
    for (const auto &[sentence, times] : tally)
        result.append(times == 1 ? sentence : QStringLiteral("%1 (%2 times)").arg(sentence).arg(times));
    return result;
}

QString ImportReport::toText() const
{
    QString text;
    for (const Count &count : m_counts)
        text += QStringLiteral("%1 %2\n").arg(count.taken, 7).arg(count.what);
    const auto section = [&text](const QString &heading, const QStringList &sentences) {
        if (sentences.isEmpty())
            return;
        text += u'\n' + heading + u'\n';
        for (const QString &sentence : sentences)
            text += QStringLiteral("  - ") + sentence + u'\n';
    };
    section(QStringLiteral("Taken over in another form:"), changed());
    section(QStringLiteral("Not taken over:"), left());
    return text;
}

QJsonObject ImportReport::toJson() const
{
    QJsonObject counts;
    for (const Count &count : m_counts)
        counts.insert(count.what, count.taken);
    return {{QStringLiteral("counts"), counts},
            {QStringLiteral("changed"), QJsonArray::fromStringList(changed())},
            {QStringLiteral("notTakenOver"), QJsonArray::fromStringList(left())}};
}

} // namespace TaskMaster::Server
