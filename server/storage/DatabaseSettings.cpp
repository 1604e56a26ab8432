// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Database.h"

#include <QUrl>
#include <QUrlQuery>

namespace TaskMaster::Server {

Result<DatabaseSettings> DatabaseSettings::fromUrl(const QString &text)
{
    DatabaseSettings settings;
    if (!text.startsWith(u"postgres://") && !text.startsWith(u"postgresql://")) {
        settings.path = text.startsWith(u"sqlite:") ? text.mid(7) : text;
        if (settings.path.endsWith(u"?durability=off")) {
            settings.path.chop(15);
            settings.durability = Durability::Off;
        }
        if (settings.path.isEmpty() || settings.path.contains(u"://"))
            return Error(
                ErrorCode::ConfigInvalid,
                QStringLiteral("The database “%1” is neither a file nor postgres://user:password@host:port/name.")
                    .arg(text));
        return settings;
    }
    const QUrl url(text, QUrl::StrictMode);
    const QUrlQuery query(url);
    if (!url.isValid() || url.path().size() < 2)
        return Error(ErrorCode::ConfigInvalid,
                     QStringLiteral("The database address must look like postgres://user:password@host:port/name."));
    settings.dialect = Dialect::Postgres;
    settings.host = query.hasQueryItem(QStringLiteral("host"))
        ? query.queryItemValue(QStringLiteral("host"), QUrl::FullyDecoded)
        : url.host();
    settings.port = query.hasQueryItem(QStringLiteral("port")) ? query.queryItemValue(QStringLiteral("port")).toInt()
                                                               : url.port(5432);
    settings.name = url.path().mid(1);
    settings.user = url.userName(QUrl::FullyDecoded);
    settings.password = url.password(QUrl::FullyDecoded);
    settings.sslMode = query.queryItemValue(QStringLiteral("sslmode"));
    if (query.queryItemValue(QStringLiteral("durability")) == u"off")
        settings.durability = Durability::Off;
    return settings;
}

QString DatabaseSettings::toDisplayString() const
{
    if (dialect == Dialect::Sqlite)
        return path;
    return QStringLiteral("postgres://%1@%2:%3/%4").arg(user, host, QString::number(port), name);
}

} // namespace TaskMaster::Server
