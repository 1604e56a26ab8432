// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/app/AccountFile.h"

#include <QDir>
#include <QFile>
#include <QSettings>

namespace TaskMaster::Client {

AccountFile::AccountFile(const QString &folder)
    : m_folder(folder)
{
    QDir().mkpath(folder);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

QString AccountFile::path() const
{
    return QDir(m_folder).filePath(QStringLiteral("account.ini"));
}

/// QSettings writes a new file with the process's mask: narrow it before anything secret is in there.
void AccountFile::protect() const
{
    QFile file(path());
    if (!file.exists() && file.open(QIODevice::WriteOnly))
        file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

std::optional<Account> AccountFile::account() const
{
    const QSettings settings(path(), QSettings::IniFormat);
    const auto userId = Uuid::fromString(settings.value(QStringLiteral("userId")).toString());
    Account account{QUrl(settings.value(QStringLiteral("server")).toString()),
                    settings.value(QStringLiteral("token")).toString(), userId.value_or(Uuid()),
                    settings.value(QStringLiteral("name")).toString(),
                    settings.value(QStringLiteral("email")).toString()};
    if (!userId || account.token.isEmpty() || !account.server.isValid())
        return std::nullopt;
    return account;
}

void AccountFile::keep(const Account &account)
{
    protect();
    QSettings settings(path(), QSettings::IniFormat);
    settings.setValue(QStringLiteral("server"), account.server.toString());
    settings.setValue(QStringLiteral("token"), account.token);
    settings.setValue(QStringLiteral("userId"), account.userId.toString());
    settings.setValue(QStringLiteral("name"), account.name);
    settings.setValue(QStringLiteral("email"), account.email);
}

void AccountFile::forget()
{
    QSettings settings(path(), QSettings::IniFormat);
    settings.remove(QStringLiteral("token"));
}

Uuid AccountFile::clientId()
{
    protect();
    QSettings settings(path(), QSettings::IniFormat);
    const QString key = QStringLiteral("clientId");
    if (const auto known = Uuid::fromString(settings.value(key).toString()))
        return *known;
    const Uuid made = Uuid::v7();
    settings.setValue(key, made.toString());
    return made;
}

} // namespace TaskMaster::Client
