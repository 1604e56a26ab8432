// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Credentials.h"

#include "cli/ExitCode.h"
#include "cli/Waiting.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>

#include <qt6keychain/keychain.h>
#include <sysexits.h>

namespace TaskMaster::Cli {
namespace {

const QString DefaultServer = QStringLiteral("http://127.0.0.1:7420");
const QString KeychainService = QStringLiteral("taskmaster-cli");
/// The desktop may ask for the keychain's password meanwhile.
constexpr int KeychainMs = 60'000;
constexpr qint64 TokenBytesMax = 4096;

QString latestLoginFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + QStringLiteral("/taskmaster/cli.json");
}

QString serverOfLatestLogin()
{
    QFile file(latestLoginFile());
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object().value(u"server").toString();
}

/// Writes all of it or nothing, readable for its owner only.
Result<void> writePrivately(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(content) == content.size() && file.commit())
        return {};
    return Error(ErrorCode::Unavailable, QStringLiteral("Cannot write %1: %2.").arg(path, file.errorString()),
                 {{QStringLiteral("exitCode"), EX_CANTCREAT}});
}

Result<QString> tokenOfFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error(ErrorCode::NotFound,
                     QStringLiteral("Cannot read the token in %1: %2.").arg(path, file.errorString()),
                     {{QStringLiteral("exitCode"), EX_NOINPUT}});
    const QString token = QString::fromUtf8(file.read(TokenBytesMax)).trimmed();
    if (token.isEmpty() || token.contains(u'\n'))
        return Error(ErrorCode::Malformed, QStringLiteral("%1 must hold a token in one line.").arg(path));
    return token;
}

/// Runs a job of the keychain to its end; a keychain that does not answer counts as none.
template <class Job> bool run(Job &job)
{
    job.setAutoDelete(false);
    bool isFinished = false;
    QObject::connect(&job, &QKeychain::Job::finished, &job, [&isFinished] { isFinished = true; });
    QTimer::singleShot(0, &job, [&job] { job.start(); });
    runUntil(&job, &QKeychain::Job::finished, KeychainMs);
    return isFinished && job.error() == QKeychain::NoError;
}

} // namespace

Result<QUrl> Credentials::server(const Invocation &invocation)
{
    QString address = invocation.server;
    if (address.isEmpty())
        address = qEnvironmentVariable("TASKMASTER_SERVER");
    if (address.isEmpty())
        address = serverOfLatestLogin();
    if (address.isEmpty())
        address = DefaultServer;
    const QUrl url(address, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https"))
        return usageError(
            QStringLiteral("“%1” is no address of a server; it looks like https://tasks.example.org.").arg(address));
    return url;
}

Result<std::unique_ptr<ApiClient>> Credentials::signedIn(const Invocation &invocation)
{
    const auto url = server(invocation);
    if (!url)
        return url.error();
    QString token = qEnvironmentVariable("TASKMASTER_TOKEN").trimmed();
    if (!invocation.tokenFile.isEmpty()) {
        const auto read = tokenOfFile(invocation.tokenFile);
        if (!read)
            return read.error();
        token = *read;
    }
    if (token.isEmpty()) {
        QKeychain::ReadPasswordJob job(KeychainService);
        job.setKey(url->toString());
        if (run(job))
            token = job.textData();
    }
    if (token.isEmpty())
        return Error(
            ErrorCode::Unauthenticated,
            QStringLiteral("There is no token for %1. Run `taskmaster-cli login EMAIL`, or set TASKMASTER_TOKEN or "
                           "--token-file.")
                .arg(url->toString()));
    return std::make_unique<ApiClient>(*url, token);
}

Result<QString> Credentials::keep(const Invocation &invocation, const QUrl &server, const QString &token)
{
    QDir().mkpath(QFileInfo(latestLoginFile()).absolutePath());
    if (auto ok = writePrivately(latestLoginFile(),
                                 QJsonDocument(QJsonObject{{QStringLiteral("server"), server.toString()}}).toJson());
        !ok)
        return ok.error();
    if (!invocation.tokenFile.isEmpty()) {
        if (auto ok = writePrivately(invocation.tokenFile, token.toUtf8() + '\n'); !ok)
            return ok.error();
        return invocation.tokenFile;
    }
    QKeychain::WritePasswordJob job(KeychainService);
    job.setKey(server.toString());
    job.setTextData(token);
    if (!run(job))
        return Error(
            ErrorCode::Unavailable,
            QStringLiteral("There is no keychain here (%1). Add --token-file FILE to keep the token in a file that "
                           "only you may read.")
                .arg(job.errorString()),
            {{QStringLiteral("exitCode"), EX_CANTCREAT}});
    return QStringLiteral("the keychain");
}

void Credentials::forget(const Invocation &invocation, const QUrl &server)
{
    if (!invocation.tokenFile.isEmpty()) {
        QFile::remove(invocation.tokenFile);
        return;
    }
    QKeychain::DeletePasswordJob job(KeychainService);
    job.setKey(server.toString());
    run(job);
}

} // namespace TaskMaster::Cli
