// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/Desk.h"
#include "server/gateway/UserAdmin.h"

namespace TaskMaster::Server {

/// The accounts of the server, kept in the database: the work is done at the Desk.
class DatabaseUserAdmin final : public UserAdmin {
public:
    DatabaseUserAdmin(int passwordLengthMin, Desk &desk);

    void list(const QString &afterEmail, int max, Done<QList<AccountLine>> done) override;
    void show(const Uuid &user, Done<AccountLine> done) override;
    void add(NewUser user, Done<AccountLine> done) override;
    void change(const Uuid &user, Change change, Done<AccountLine> done) override;
    void remove(const Uuid &user, const Uuid &heir, Done<void> done) override;

private:
    const int m_passwordLengthMin;
    Desk &m_desk;
};

} // namespace TaskMaster::Server
