// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/Desk.h"
#include "server/gateway/OwnAccount.h"
#include "server/ops/Throttle.h"

namespace TaskMaster::Server {

/// One's own account, kept in the database: the work is done at the Desk.
class DatabaseOwnAccount final : public OwnAccount {
public:
    struct Options {
        int passwordLengthMin = 10;
        Throttle::Rate passwordTries{5, 30'000}; ///< per person: a stolen session must not guess the password
    };
    DatabaseOwnAccount(const Options &options, Desk &desk, const Clock &clock);

    void sessions(const Identity &who, Done<QList<SessionLine>> done) override;
    void endSession(const Identity &who, const Uuid &session, Done<void> done) override;
    void endOtherSessions(const Identity &who, Done<void> done) override;
    void changePassword(const Identity &who, PasswordChange change, Done<void> done) override;
    void tokens(const Identity &who, Done<QList<ApiTokenLine>> done) override;
    void addToken(const Identity &who, NewApiToken token, Done<AddedToken> done) override;
    void endToken(const Identity &who, const Uuid &token, Done<void> done) override;

    static constexpr qsizetype TokensMax = 100; ///< per person

private:
    const Options m_options;
    Desk &m_desk;
    const Clock &m_clock;
    Throttle m_throttle;
};

} // namespace TaskMaster::Server
