// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Directory.h"
#include "server/app/People.h"
#include "server/app/SubcommandDoors.h"
#include "server/app/Subcommands.h"

#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace TaskMaster::Server {
namespace {

/// Types into the void: nobody reads the password over a shoulder or in a scrollback.
class EchoOff {
public:
    EchoOff()
    {
        if (::tcgetattr(STDIN_FILENO, &m_before) != 0)
            return;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        m_isSilent = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~EchoOff()
    {
        if (m_isSilent)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    Q_DISABLE_COPY_MOVE(EchoOff)

private:
    termios m_before = {};
    bool m_isSilent = false;
};

QByteArray readLine()
{
    std::string line;
    std::getline(std::cin, line);
    return QByteArray::fromStdString(line);
}

Result<QByteArray> readPassword(const Invocation &invocation)
{
    QByteArray password;
    if (invocation.passwordFromStdin) {
        password = readLine();
    } else if (::isatty(STDIN_FILENO) != 0) {
        const EchoOff silent;
        std::cerr << "Password: " << std::flush;
        password = readLine();
        std::cerr << "\nAgain: " << std::flush;
        const bool isSame = readLine() == password;
        std::cerr << '\n';
        if (!isSame)
            return Error::invalidField(QStringLiteral("password"), QStringLiteral("was typed in two different ways"));
    } else {
        return Error(ErrorCode::InvalidField,
                     QStringLiteral("There is no terminal to ask for the password: use --password-stdin."),
                     {{QStringLiteral("exitCode"), static_cast<int>(ExitCode::Usage)}});
    }
    return password;
}

} // namespace

Result<Outcome> Subcommands::userAdd(const Invocation &invocation, const Config &config)
{
    const QString email = People::normalized(invocation.email);
    auto password = readPassword(invocation);
    if (!password)
        return password.error();
    auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    std::optional<Directory::WorkspaceLine> workspace;
    if (!invocation.workspace.isEmpty()) {
        auto found = Directory::findWorkspace(*doors->database, invocation.workspace);
        if (!found)
            return found.error();
        workspace = std::move(*found);
    }
    const Uuid userId = Uuid::v7();
    using Rights = People::NewAccount::Rights;
    const Rights rights = invocation.isServerAdmin ? Rights::ServerAdmin : Rights::Ordinary;
    if (auto ok = People::add(*doors->door, *doors->database,
                              {userId, email, invocation.name, std::move(*password), rights}, config.passwordLengthMin);
        !ok)
        return ok.error();
    const auto account = doors->account(email);
    if (!account)
        return account.error();
    QString text = QStringLiteral("Added %1 <%2>%3.\n")
                       .arg(account->name, email,
                            invocation.isServerAdmin ? QStringLiteral(", an admin of the server") : QString());
    if (workspace) {
        const StreamId stream = StreamId::ofWorkspace(workspace->workspace.id);
        if (auto ok = People::submitAll(*doors->door,
                                        {{Uuid::v7(), stream, SetMember{userId, roleFromName(invocation.role)}}});
            !ok)
            return ok.error();
        text +=
            QStringLiteral("They are in the workspace “%1” as %2.\n").arg(workspace->workspace.name, invocation.role);
    }
    return Outcome{ExitCode::Ok,
                   text,
                   {{QStringLiteral("userId"), userId.toString()},
                    {QStringLiteral("email"), email},
                    {QStringLiteral("isServerAdmin"), invocation.isServerAdmin}}};
}

Result<Outcome> Subcommands::userPasswd(const Invocation &invocation, const Config &config)
{
    auto password = readPassword(invocation);
    if (!password)
        return password.error();
    auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto account = doors->account(invocation.email);
    if (!account)
        return account.error();
    const auto hash = People::hashed(std::move(*password), {account->email, account->name}, config.passwordLengthMin);
    if (!hash)
        return hash.error();
    if (auto ok = doors->door->change(AccountChanges::SetPassword{account->userId, *hash}); !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("The password of %1 is set; sign in again on all devices.\n").arg(account->email),
                   {{QStringLiteral("userId"), account->userId.toString()}}};
}

Result<Outcome> Subcommands::userRename(const Invocation &invocation, const Config &config)
{
    auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto account = doors->account(invocation.email);
    if (!account)
        return account.error();
    const Uuid userId = account->userId;
    const auto field = static_cast<quint8>(describe(EntityKind::User).indexOf(u"name"));
    const Edit wish{EntityKind::User, userId, {{field, invocation.name}}, {}};
    if (auto ok = People::submitAll(*doors->door, {{Uuid::v7(), StreamId::ofUser(userId), wish}}); !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("%1 is called %2 now.\n").arg(account->email, invocation.name),
                   {{QStringLiteral("userId"), userId.toString()}, {QStringLiteral("name"), invocation.name}}};
}

} // namespace TaskMaster::Server
