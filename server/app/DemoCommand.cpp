// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/DatabaseAccounts.h"
#include "server/app/Directory.h"
#include "server/app/SessionToken.h"
#include "server/app/Subcommands.h"
#include "server/app/WriteDoor.h"
#include "server/exchange/Demo.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSaveFile>

namespace TaskMaster::Server {
namespace {

/// One hash for everybody: the password is in the documentation, and a thousand hashes would take a minute.
Result<void> givePasswords(WriteDoor &door, Database &database, const QList<DemoPerson> &people)
{
    std::optional<QString> hash;
    for (const DemoPerson &person : people) {
        const auto account = AccountStore::findByUser(database, person.id);
        if (!account)
            return account.error();
        if (!*account || !(*account)->passwordHash.isEmpty())
            continue; // has one, perhaps another by now
        if (!hash) {
            const auto made = PasswordHasher::hashNow(Demo::Password);
            if (!made)
                return made.error();
            hash = *made;
        }
        if (auto ok = door.change(AccountChanges::SetPassword{person.id, *hash}); !ok)
            return ok;
    }
    return {};
}

Result<void> writeTokens(WriteDoor &door, const QList<DemoPerson> &people, const QString &path, const Config &config)
{
    const qint64 now = SystemClock().nowMs();
    QList<SignedInSession> sessions;
    QByteArray lines;
    for (const DemoPerson &person : people) {
        const QString token = SessionToken::make();
        sessions.append({SessionToken::hashOf(token), person.id, now, now + sessionMs(config.sessionDays), now,
                         QStringLiteral("demo --tokens")});
        lines += person.email.toUtf8() + '\t' + token.toLatin1() + '\n';
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return Error(ErrorCode::Unavailable, QStringLiteral("Cannot write %1: %2.").arg(path, file.errorString()),
                     {{QStringLiteral("exitCode"), static_cast<int>(ExitCode::CannotCreate)}});
    if (auto ok = door.change(AccountChanges::AddSessions{sessions}); !ok)
        return ok;
    file.write(lines);
    if (!file.commit())
        return Error(ErrorCode::Unavailable, QStringLiteral("Cannot write %1: %2.").arg(path, file.errorString()),
                     {{QStringLiteral("exitCode"), static_cast<int>(ExitCode::IoError)}});
    return {};
}

/// The three steps of a demo, each when the one before has been decided.
bool submit(BulkWriter &writer, Demo &demo)
{
    for (const Command &command : demo.accounts()) {
        if (!writer.add(command))
            return false;
    }
    if (!writer.flush())
        return false;
    for (const Command &command : demo.workspace()) {
        if (!writer.add(command))
            return false;
    }
    if (!writer.flush())
        return false;
    bool isOk = true;
    demo.projects([&](const Command &command) { return isOk = writer.add(command); });
    return isOk && writer.flush();
}

} // namespace

Result<Outcome> Subcommands::demo(const Invocation &invocation, const Config &config)
{
    QElapsedTimer timer;
    timer.start();
    auto door = WriteDoor::open(config);
    if (!door)
        return door.error();
    auto database = Database::open(config.database, Database::Use::Read);
    if (!database)
        return database.error();
    Demo demo({invocation.tasks, invocation.users, invocation.seed, SystemClock().nowMs()});
    BulkWriter writer(**door);
    const auto head = Directory::headOf(**database, StreamId::ofWorkspace(demo.workspaceId()));
    if (!head)
        return head.error();
    if (!submit(writer, demo))
        return writer.error();
    if (auto ok = givePasswords(**door, **database, demo.people()); !ok)
        return ok.error();
    if (!invocation.tokensFile.isEmpty()) {
        if (auto ok = writeTokens(**door, demo.people(), invocation.tokensFile, config); !ok)
            return ok.error();
    }

    const auto &tally = writer.tally();
    const bool wasThere = *head > 0;
    QString text = wasThere
        ? QStringLiteral("The demo workspace Northwind is there already; what was missing has been added.\n")
        : QStringLiteral("Made the demo workspace Northwind: %1 tasks, %2 people, in %3 s.\n")
              .arg(invocation.tasks)
              .arg(demo.people().size())
              .arg(static_cast<double>(timer.elapsed()) / 1000.0, 0, 'f', 1);
    text += QStringLiteral("Sign in as %1 with the password %2.\n")
                .arg(demo.people().first().email, QLatin1StringView(Demo::Password));
    for (const QString &refusal : tally.refusals)
        text += QStringLiteral("Refused: %1\n").arg(refusal);
    return Outcome{tally.refused > 0 ? ExitCode::Failed : ExitCode::Ok,
                   text,
                   {{QStringLiteral("workspaceId"), demo.workspaceId().toString()},
                    {QStringLiteral("wasThere"), wasThere},
                    {QStringLiteral("commands"), tally.done + tally.wereThere},
                    {QStringLiteral("refused"), tally.refused},
                    {QStringLiteral("email"), demo.people().first().email},
                    {QStringLiteral("password"), QString::fromLatin1(Demo::Password)},
                    {QStringLiteral("milliseconds"), timer.elapsed()}}};
}

} // namespace TaskMaster::Server
