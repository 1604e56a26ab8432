// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/Desk.h"
#include "server/gateway/Invitations.h"
#include "server/ops/Throttle.h"
#include "server/storage/Batch.h"

#include <mutex>

namespace TaskMaster::Server {

/**
 * Coming in by a link, kept in the database: the work is done at the Desk. What a link does to the log are ordinary
 * commands of the system, with ids made of link and person: tried again after a crash, nothing happens twice. The
 * secret of the set-up is known to this object only, as a hash: every start without accounts makes a new one.
 */
class DatabaseInvitations final : public Invitations {
public:
    struct Options {
        int passwordLengthMin = 10;
        int sessionDays = 30;
        Throttle::Rate perAddress{20, 5'000}; ///< wrong secrets
    };
    DatabaseInvitations(const Options &options, Desk &desk, AccessCache &access, const Clock &clock);

    /// From now on this is the secret of the set-up.
    void offerSetUp(const QString &secret);

    void setUp(const QString &secret, Newcomer newcomer, QString workspace, Done<Arrival> done) override;
    void list(const Identity &who, const Uuid &workspace, const Uuid &before, int max,
              Done<QList<Invitation>> done) override;
    void add(const Identity &who, NewInvitation wish, Done<Added> done) override;
    void revoke(const Identity &who, const Uuid &workspace, const Uuid &invitation, Done<void> done) override;
    void look(const QString &secret, const QHostAddress &peer, Done<InvitationPreview> done) override;
    void redeemAsNewcomer(const QString &secret, Newcomer newcomer, Done<Arrival> done) override;
    void redeemAs(const Identity &who, const QString &secret, const QHostAddress &peer, Done<Arrival> done) override;

    static constexpr qint64 OpenMax = 200; ///< per workspace
    static constexpr int UsesMax = 1000;
    static constexpr qint64 LifeMsUsual = 7LL * 24 * 60 * 60 * 1000;
    static constexpr qint64 LifeMsMax = 366LL * 24 * 60 * 60 * 1000;

private:
    struct Step {
        Database &database;
        QueueDoor &door;
    };
    [[nodiscard]] Result<Arrival> setUpNow(const Step &step, const Newcomer &newcomer, const QString &workspace);
    [[nodiscard]] Result<Added> addNow(const Step &step, const Identity &who, const NewInvitation &wish);
    [[nodiscard]] Result<InvitationPreview> lookNow(const Step &step, const QString &secret);
    [[nodiscard]] Result<Arrival> redeemNow(const Step &step, const QString &secret, const Newcomer &newcomer);
    [[nodiscard]] Result<Arrival> redeemNow(const Step &step, const QString &secret, const Uuid &person);
    /// The invitation behind a secret, if whoever made it could make it today.
    [[nodiscard]] Result<Invitation> found(Database &database, const QString &secret);
    [[nodiscard]] Result<void> mayInvite(Database &database, const Viewer &viewer, const NewInvitation &wish);
    [[nodiscard]] Result<void> letIn(const Step &step, const Invitation &invitation, const Uuid &person);
    [[nodiscard]] Result<Accounts::Opened> opened(const Step &step, const Uuid &person, const QString &device);

    /// Runs `work` unless the address has tried too many wrong secrets.
    template <class T>
    void throttled(const QHostAddress &peer, std::function<Result<T>(const Step &)> work, Done<T> done);

    const Options m_options;
    Desk &m_desk;
    AccessCache &m_access;
    const Clock &m_clock;
    Throttle m_throttle;
    std::mutex m_setUpMutex; ///< one set-up at a time
    QString m_setUpHash; ///< empty: the server has accounts
};

} // namespace TaskMaster::Server
