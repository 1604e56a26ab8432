// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"

#include <QUrl>

#include <optional>

namespace TaskMaster::Client {

/// Who is signed in where, on this machine.
struct Account {
    QUrl server;
    QString token;
    Uuid userId;
    QString name;
    QString email;
};

/**
 * Remembers the account over restarts, in `account.ini` of the data folder (mode 0600), and which installation this is.
 * The token is a session of this device that the server can revoke, not the password.
 */
class AccountFile {
public:
    explicit AccountFile(const QString &folder);

    [[nodiscard]] std::optional<Account> account() const;
    void keep(const Account &account);
    void forget();
    /// Stable over restarts and sign-outs; made on first use.
    [[nodiscard]] Uuid clientId();

private:
    [[nodiscard]] QString path() const;
    void protect() const;

    QString m_folder;
};

} // namespace TaskMaster::Client
