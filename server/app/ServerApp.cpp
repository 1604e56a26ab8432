// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ServerApp.h"

#include "server/app/ControlSocket.h"
#include "server/app/DataFolder.h"
#include "server/app/DatabaseAccounts.h"
#include "server/app/ExchangeRoutes.h"
#include "server/app/Logging.h"
#include "server/app/PeopleRooms.h"
#include "server/app/WebhookRoutes.h"
#include "server/app/WriteDoor.h"
#include "server/exchange/webhooks/WebhookJob.h"
#include "server/gateway/AccountRoutes.h"
#include "server/gateway/ApiRoutes.h"
#include "server/gateway/BuiltinRoutes.h"
#include "server/gateway/InvitationRoutes.h"
#include "server/gateway/LaneGroup.h"
#include "server/gateway/UserRoutes.h"
#include "server/gateway/WebSocketDoor.h"
#include "server/gateway/api/ApiDoor.h"
#include "server/gateway/api/ChartRoutes.h"
#include "server/gateway/api/CommandRoutes.h"
#include "server/gateway/api/ConflictRoutes.h"
#include "server/gateway/api/EventRoutes.h"
#include "server/gateway/api/HistoryRoutes.h"
#include "server/gateway/api/OpenApi.h"
#include "server/gateway/api/PlaceRoutes.h"
#include "server/gateway/api/ReadRoutes.h"
#include "server/gateway/api/SearchRoutes.h"
#include "server/gateway/api/TemplateRoutes.h"
#include "server/jobs/DueWork.h"
#include "server/jobs/Reactions.h"
#include "server/ops/Readiness.h"
#include "server/storage/TaskQuery.h"
#include "server/storage/WriteLanes.h"

#include <QTimer>

#include <thread>

namespace TaskMaster::Server {
namespace {

constexpr int QueryThreads = 2;
constexpr auto ExpiredSessionsEvery = std::chrono::hours(1);

WriteLanes::Options writeOptions(const Config &config)
{
    return {config.database, config.writeLanes, static_cast<std::size_t>(config.waitingCommandsMax)};
}

/// One past state at a time: it takes up to a second, for which nobody waits who reads the present.
DbPool::Options pastOptions(const Config &config)
{
    constexpr std::size_t waitingMax = 16;
    return {config.database, 1, waitingMax, "past_wait_duration_us"};
}

/// Files may be larger than other bodies, for those who bring a token; whether it is good is seen when all is there.
qint64 bodyBytesFor(const HttpRequest &head, const Router &router, qint64 usual)
{
    const Router::Outcome outcome = router.find(head.method, head.path);
    const auto *match = std::get_if<Router::Match>(&outcome);
    return match && bearerToken(head) ? std::max(usual, match->route.about.bodyBytesMax) : usual;
}

LaneGroup::Options laneOptions(const Config &config, WebSocketDoor &webSockets, const Router &router)
{
    LaneGroup::Options options;
    options.address = config.endpoint.address;
    options.port = config.endpoint.port;
    options.laneCount = config.laneCount;
    options.door.limits = config.httpLimits();
    options.door.limits.bodyBytesFor = [&router, usual = options.door.limits.bodyBytesMax](const HttpRequest &head) {
        return bodyBytesFor(head, router, usual);
    };
    options.door.connectionsMax = config.connectionsMax;
    options.door.proxies = config.proxies;
    options.door.isCompressing = config.switches.isOn(Switch::Compression);
    options.door.webSocketAccepted = webSockets.accepted();
    return options;
}

DatabaseAccounts::Options accountOptions(const Config &config)
{
    DatabaseAccounts::Options options;
    options.sessionDays = config.sessionDays;
    return options;
}

WebhookJob::Options webhookOptions(const Config &config)
{
    WebhookJob::Options options;
    options.database = config.database;
    options.post.policy = config.webhookPolicy();
    return options;
}

/// Sends clients to the next server, spread out so that it can keep up, and waits until they have heard it. Half of the
/// time is for that, the rest for making durable what was accepted.
void sayGoodbye(SessionRegistry &sessions, std::chrono::milliseconds time)
{
    constexpr auto perSession = std::chrono::milliseconds(2);
    constexpr auto reconnectAfter = std::chrono::milliseconds(500);
    constexpr auto look = std::chrono::milliseconds(10);
    sessions.drain(std::min<std::chrono::milliseconds>(perSession * sessions.count(), time / 4), reconnectAfter);
    const auto deadline = std::chrono::steady_clock::now() + time / 2;
    while (sessions.count() > 0 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(look);
}

} // namespace

/// In the order in which they are built; what is below may use what is above.
struct ServerApp::Rooms {
    /// Tells everybody who listens to commits, in the order in which they were added. Complete before the lanes start.
    class FanOut final : public EventSink {
    public:
        void add(std::function<void(const CommitPtr &)> listener) { m_listeners.push_back(std::move(listener)); }
        void committed(const CommitPtr &commit) override
        {
            for (const auto &listener : m_listeners)
                listener(commit);
        }

    private:
        std::vector<std::function<void(const CommitPtr &)>> m_listeners;
    };

    Rooms(const Config &config, std::unique_ptr<DataFolder::Lock> folderLock, qint64 databaseEpoch)
        : lock(std::move(folderLock))
        , epoch(databaseEpoch)
        , writes(writeOptions(config), epoch, config.switches, metrics, clock, fanOut)
        , pool({config.database, config.readThreads}, metrics)
        , pastPool(pastOptions(config), metrics)
        , reader(pool, access, epoch)
        , queryPool({config.database, QueryThreads}, metrics)
        , queries(queryPool, access, metrics)
        , hub(reader, config.switches, metrics)
        , accounts(accountOptions(config), pool, writes, hasher, clock)
        , apiDoor({}, accounts, clock)
        , api{pool, writes, access, epoch}
        , webSockets({hub, writes, queries, accounts, clock, config.switches, metrics, {}})
        , people(config, writes, access, clock, metrics,
                 [this](const AccountChange &change) { accountChanged(change); })
        , reactions({config.database}, epoch, writes, metrics)
        , dueWork({config.database}, writes, clock, metrics)
        , imports(config.database, writes, clock)
        , webhooks(webhookOptions(config), std::make_unique<SystemResolver>(), epoch, writes, clock, metrics)
        , control(writes, clock)
        , lanes(laneOptions(config, webSockets, router), config.switches, router, metrics)
    {
        fanOut.add([this](const CommitPtr &commit) { hub.committed(commit); });
        fanOut.add([this](const CommitPtr &commit) { reactions.committed(commit); });
        fanOut.add([this](const CommitPtr &commit) { webhooks.committed(commit); });
        readiness.add(QStringLiteral("database"), [this] { return writes.health(); });
        readiness.add(QStringLiteral("draining"), [this]() -> Result<void> {
            if (isDraining)
                return Error(ErrorCode::Unavailable, QStringLiteral("The server is stopping."));
            return {};
        });
        accounts.onSignedOut([this](const QString &key) { webSockets.registry().closeSession(key); });
        control.onAccountChanged([this](const AccountChange &change) { accountChanged(change); });
        addBuiltinRoutes(router, readiness, metrics);
        addApiRoutes(router, apiDoor, QStringLiteral(TASKMASTER_VERSION));
        addSessionRoutes(router, apiDoor, accounts);
        addAccountRoutes(router, apiDoor, people.own);
        addInvitationRoutes(router, apiDoor, people.invitations, config.publicAddress);
        addUserRoutes(router, apiDoor, people.users);
        const ExchangeRooms exchange{apiDoor, pool, pastPool, access, writes, imports, clock, config.importBytesMax};
        addImportRoutes(router, exchange);
        addExportRoutes(router, exchange);
        addCalendarRoutes(router, exchange);
        addWebhookRoutes(router, {apiDoor, pool, access, writes, clock, config.webhookPolicy(), [this] {
                                      webhooks.webhooksChanged();
                                  }});
        addPlaceRoutes(router, apiDoor, api);
        addReadRoutes(router, apiDoor, api);
        addEventRoutes(router, apiDoor, api);
        addCommandRoutes(router, apiDoor, api);
        addHistoryRoutes(router, apiDoor, api, pastPool);
        addConflictRoutes(router, apiDoor, api);
        addChartRoutes(router, apiDoor, api, clock);
        addSearchRoutes(router, apiDoor, queries, clock);
        addTemplateRoutes(router, apiDoor, api, clock);
        OpenApi::addRoute(router, apiDoor, QStringLiteral(TASKMASTER_VERSION)); // last: it tells of all of them
        control.onWebhooksChanged([this] { webhooks.webhooksChanged(); });
        QObject::connect(&housekeeping, &QTimer::timeout, [this] { accounts.removeExpired(); });
    }

    /// On a write thread or at the desk: whoever was shut out is shut out now.
    void accountChanged(const AccountChange &change)
    {
        webSockets.registry().closeEnded(AccountChanges::endedBy(change));
    }

    std::unique_ptr<DataFolder::Lock> lock;
    const qint64 epoch;
    SystemClock clock;
    Metrics metrics;
    Readiness readiness;
    std::atomic<bool> isDraining = false;
    FanOut fanOut;
    WriteLanes writes;
    DbPool pool;
    DbPool pastPool;
    AccessCache access;
    Reader reader;
    DbPool queryPool; ///< of their own: a dear query must not hold up those who catch up
    TaskQueries queries;
    Hub hub;
    PasswordHasher hasher;
    DatabaseAccounts accounts;
    ApiDoor apiDoor;
    ApiServices api;
    WebSocketDoor webSockets;
    PeopleRooms people;
    Reactions reactions;
    DueWork dueWork;
    ImportJobs imports;
    WebhookJob webhooks;
    ControlSocket control;
    Router router;
    LaneGroup lanes;
    QTimer housekeeping;
};

ServerApp::ServerApp(Config config)
    : m_config(std::move(config))
{
}

ServerApp::~ServerApp()
{
    stop();
}

Result<Endpoint> ServerApp::start()
{
    const auto folder = DataFolder::open(m_config.dataFolder);
    if (!folder)
        return folder.error();
    auto lock = folder->lock();
    if (!lock)
        return lock.error();
    const auto epoch = prepareDatabase(m_config);
    if (!epoch)
        return epoch.error();
    m_rooms = std::make_unique<Rooms>(m_config, std::move(*lock), *epoch);
    m_rooms->writes.start();
    m_rooms->pool.start();
    m_rooms->queryPool.start();
    m_rooms->people.desk.start();
    m_rooms->pastPool.start();
    m_rooms->reactions.start();
    m_rooms->dueWork.start();
    m_rooms->imports.start();
    m_rooms->webhooks.start();
    auto port = m_rooms->lanes.start();
    Result<void> control = port ? m_rooms->control.listen(folder->controlSocket()) : Result<void>();
    if (!port || !control) {
        const Error error = port ? control.error() : port.error();
        stop();
        return error;
    }
    m_rooms->housekeeping.start(ExpiredSessionsEvery);
    m_rooms->accounts.removeExpired();
    const Endpoint endpoint{m_config.endpoint.address, *port};
    const auto setUp = m_rooms->people.offerSetUp(m_config, endpoint);
    if (!setUp) {
        const Error error = setUp.error();
        stop();
        return error;
    }
    m_setUpLink = *setUp;
    qCInfo(lcApp, "Ready.%s%s%s", qPrintable(field("listen", endpoint.toString())),
           qPrintable(field("database", m_config.database.toDisplayString())),
           qPrintable(field("lanes", m_config.laneCount)));
    return endpoint;
}

QJsonObject ServerApp::apiDocument(const Config &config)
{
    const Rooms rooms(config, nullptr, 0); // built, not started: the routes are there, and nothing behind them
    return OpenApi::document(rooms.router, QStringLiteral(TASKMASTER_VERSION));
}

QByteArrayList ServerApp::routes(const Config &config)
{
    const Rooms rooms(config, nullptr, 0);
    QByteArrayList lines;
    for (const auto &route : rooms.router.routes())
        lines.append(route->method + ' ' + route->pattern);
    return lines;
}

void ServerApp::stop()
{
    if (!m_rooms)
        return;
    m_rooms->isDraining = true;
    m_rooms->housekeeping.stop();
    m_rooms->control.close();
    sayGoodbye(m_rooms->webSockets.registry(), std::chrono::seconds(m_config.drainSeconds));
    m_rooms->lanes.stop();
    m_rooms->imports.stop();
    m_rooms->webhooks.stop();
    m_rooms->dueWork.stop();
    m_rooms->reactions.stop();
    m_rooms->people.desk.stop();
    m_rooms->writes.stop();
    m_rooms->pastPool.stop();
    m_rooms->queryPool.stop();
    m_rooms->pool.stop();
    m_rooms.reset();
}

} // namespace TaskMaster::Server
