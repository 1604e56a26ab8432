// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Directory.h"
#include "server/app/PasswordHasher.h"
#include "server/app/Subcommands.h"
#include "server/app/WriteDoor.h"

#include <QJsonArray>

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

Result<QByteArray> readPassword(const Invocation &invocation, const Config &config)
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
    if (QString::fromUtf8(password).size() < config.passwordLengthMin)
        return Error(ErrorCode::InvalidField,
                     QStringLiteral("A password needs at least %1 characters.").arg(config.passwordLengthMin));
    return password;
}

Result<void> submitAll(WriteDoor &door, const QList<Command> &commands)
{
    const auto answers = door.submit(commands);
    if (!answers)
        return answers.error();
    for (const CommandAnswer &answer : *answers) {
        if (!answer.outcome)
            return answer.outcome.error();
    }
    return {};
}

/// What a subcommand writes through, and where it reads; the database is migrated by then.
struct Doors {
    std::unique_ptr<WriteDoor> door;
    std::unique_ptr<Database> database;
};
Result<Doors> openDoors(const Config &config)
{
    auto door = WriteDoor::open(config);
    if (!door)
        return door.error();
    auto database = Database::open(config.database, Database::Use::Read);
    if (!database)
        return database.error();
    return Doors{std::move(*door), std::move(*database)};
}

Result<Credential> accountOf(Database &database, const QString &email)
{
    const auto found = AccountStore::findByEmail(database, email);
    if (!found)
        return found.error();
    if (!*found)
        return Error(ErrorCode::NotFound, QStringLiteral("There is no account with the e-mail address %1.").arg(email));
    return **found;
}

Error accountExists(const QString &email)
{
    return {ErrorCode::AlreadyExists, QStringLiteral("There is an account for %1 already.").arg(email)};
}

Role roleFrom(const QString &name)
{
    for (std::size_t i = 0; i < std::size(ChoiceNames<Role>::names); ++i) {
        if (name == QLatin1StringView(ChoiceNames<Role>::names[i]))
            return static_cast<Role>(i);
    }
    return Role::Member; // the command line has checked it
}

} // namespace

Result<Outcome> Subcommands::userAdd(const Invocation &invocation, const Config &config)
{
    const QString email = invocation.email.trimmed().toLower();
    auto password = readPassword(invocation, config);
    if (!password)
        return password.error();
    auto doors = openDoors(config);
    if (!doors)
        return doors.error();
    std::optional<Directory::WorkspaceLine> workspace;
    if (!invocation.workspace.isEmpty()) {
        auto found = Directory::findWorkspace(*doors->database, invocation.workspace);
        if (!found)
            return found.error();
        workspace = std::move(*found);
    }
    const auto known = AccountStore::findByEmail(*doors->database, email);
    if (!known)
        return known.error();
    if (*known)
        return accountExists(email);

    const auto hash = PasswordHasher::hashNow(std::move(*password));
    if (!hash)
        return hash.error();
    const Uuid userId = Uuid::v7();
    const QString name = invocation.name.isEmpty() ? email.section(u'@', 0, 0) : invocation.name;
    if (auto ok = submitAll(*doors->door, {{Uuid::v7(), StreamId::ofUser(userId), CreateUser{email, name}}}); !ok) {
        // Somebody else may have added the same address since we looked; the index on it let only one in.
        const auto now = AccountStore::findByEmail(*doors->database, email);
        return now && *now ? accountExists(email) : ok.error();
    }
    if (auto ok = doors->door->setPassword(userId, *hash); !ok)
        return ok.error();
    QString text = QStringLiteral("Added %1 <%2>.\n").arg(name, email);
    if (workspace) {
        const StreamId stream = StreamId::ofWorkspace(workspace->workspace.id);
        if (auto ok = submitAll(*doors->door, {{Uuid::v7(), stream, SetMember{userId, roleFrom(invocation.role)}}});
            !ok)
            return ok.error();
        text +=
            QStringLiteral("They are in the workspace “%1” as %2.\n").arg(workspace->workspace.name, invocation.role);
    }
    return Outcome{
        ExitCode::Ok, text, {{QStringLiteral("userId"), userId.toString()}, {QStringLiteral("email"), email}}};
}

Result<Outcome> Subcommands::userPasswd(const Invocation &invocation, const Config &config)
{
    auto password = readPassword(invocation, config);
    if (!password)
        return password.error();
    auto doors = openDoors(config);
    if (!doors)
        return doors.error();
    const auto account = accountOf(*doors->database, invocation.email);
    if (!account)
        return account.error();
    const auto hash = PasswordHasher::hashNow(std::move(*password));
    if (!hash)
        return hash.error();
    if (auto ok = doors->door->setPassword(account->userId, *hash); !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("The password of %1 is set; sign in again on all devices.\n").arg(account->email),
                   {{QStringLiteral("userId"), account->userId.toString()}}};
}

Result<Outcome> Subcommands::userRename(const Invocation &invocation, const Config &config)
{
    auto doors = openDoors(config);
    if (!doors)
        return doors.error();
    const auto account = accountOf(*doors->database, invocation.email);
    if (!account)
        return account.error();
    const Uuid userId = account->userId;
    const auto field = static_cast<quint8>(describe(EntityKind::User).indexOf(u"name"));
    const Edit wish{EntityKind::User, userId, {{field, invocation.name}}, {}};
    if (auto ok = submitAll(*doors->door, {{Uuid::v7(), StreamId::ofUser(userId), wish}}); !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("%1 is called %2 now.\n").arg(account->email, invocation.name),
                   {{QStringLiteral("userId"), userId.toString()}, {QStringLiteral("name"), invocation.name}}};
}

Result<Outcome> Subcommands::workspaceCreate(const Invocation &invocation, const Config &config)
{
    auto doors = openDoors(config);
    if (!doors)
        return doors.error();
    const auto owner = accountOf(*doors->database, invocation.email);
    if (!owner)
        return owner.error();
    const Uuid id = Uuid::v7();
    const CreateWorkspace wish{invocation.name, owner->userId};
    if (auto ok = submitAll(*doors->door, {{Uuid::v7(), StreamId::ofWorkspace(id), wish}}); !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("Created the workspace “%1” (%2), owned by %3.\n")
                       .arg(invocation.name, id.toString(), owner->email),
                   {{QStringLiteral("workspaceId"), id.toString()}, {QStringLiteral("name"), invocation.name}}};
}

Result<Outcome> Subcommands::workspaceList(const Invocation &, const Config &config)
{
    auto door = WriteDoor::open(config); // an empty or old database gets its tables first
    if (!door)
        return door.error();
    auto database = Database::open(config.database, Database::Use::Read);
    if (!database)
        return database.error();
    const auto lines = Directory::workspaces(**database);
    if (!lines)
        return lines.error();
    QString text;
    QJsonArray array;
    for (const Directory::WorkspaceLine &line : *lines) {
        QStringList projects;
        for (const ProjectEntry &entry : line.projects)
            projects.append(entry.name);
        projects.sort();
        text += QStringLiteral("%1  %2 (%3 people)  %4\n")
                    .arg(line.workspace.id.toString(), line.workspace.name)
                    .arg(line.members.size())
                    .arg(projects.join(QStringLiteral(", ")));
        array.append(QJsonObject{{QStringLiteral("id"), line.workspace.id.toString()},
                                 {QStringLiteral("name"), line.workspace.name},
                                 {QStringLiteral("people"), line.members.size()},
                                 {QStringLiteral("projects"), QJsonArray::fromStringList(projects)}});
    }
    if (lines->isEmpty())
        text = QStringLiteral("There is no workspace yet.\n");
    return Outcome{ExitCode::Ok, text, {{QStringLiteral("workspaces"), array}}};
}

} // namespace TaskMaster::Server
