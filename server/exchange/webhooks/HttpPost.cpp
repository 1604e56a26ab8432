// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/HttpPost.h"

#include <QNetworkProxy>

namespace TaskMaster::Server {
namespace {

constexpr int RedirectsMax = 3;
constexpr qsizetype AddressesMax = 4;
constexpr qint64 ChunkBytes = 4 * 1024;

bool isTls(const QUrl &url)
{
    return url.scheme() == u"https";
}

/// Without the brackets of an IPv6 address: as DNS, certificates and QHostAddress want it.
QString plainHost(const QUrl &url)
{
    const QString host = url.host(QUrl::FullyEncoded);
    return host.startsWith(u'[') ? host.mid(1).chopped(1) : host;
}

QByteArray hostHeader(const QUrl &url)
{
    QByteArray host = plainHost(url).toLatin1();
    if (host.contains(':'))
        host = '[' + host + ']';
    return url.port() < 0 ? host : host + ':' + QByteArray::number(url.port());
}

QByteArray requestFor(const QUrl &url, const DeliveryMessage &message)
{
    QByteArray target = url.path(QUrl::FullyEncoded).toLatin1();
    if (target.isEmpty())
        target = "/";
    if (url.hasQuery())
        target += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    QByteArray request = "POST " + target + " HTTP/1.1\r\nHost: " + hostHeader(url) + "\r\n";
    for (const auto &[name, value] : message.headers)
        request += name + ": " + value + "\r\n";
    request +=
        "Content-Length: " + QByteArray::number(message.body.size()) + "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    return request + message.body;
}

} // namespace

HttpPost::HttpPost(const Options &options, Resolver &resolver, DeliveryMessage message, Done done, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_resolver(resolver)
    , m_message(std::move(message))
    , m_done(std::move(done))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (m_answer && m_answer->hasStatus())
            answered(); // the rest of the body would only have been for the log
        else
            failed(QStringLiteral("no answer within %1 s").arg(m_options.deadline.count() / 1000));
    });
}

HttpPost::~HttpPost()
{
    dropSocket();
}

void HttpPost::start(const QUrl &url)
{
    m_deadline.start(m_options.deadline);
    go(url);
}

void HttpPost::go(const QUrl &url)
{
    dropSocket();
    m_url = url;
    if (auto ok = TargetRules::checkUrl(url, m_options.policy); !ok) {
        // Later, as every other end.
        QMetaObject::invokeMethod(
            this, [this, why = ok.error().message] { failed(why); }, Qt::QueuedConnection);
        return;
    }
    const QHostAddress address(plainHost(url));
    if (!address.isNull()) {
        connectToAny({address});
        return;
    }
    m_lookup = std::make_unique<QObject>();
    m_resolver.lookUp(plainHost(url), m_lookup.get(), [this](const Result<QList<QHostAddress>> &found) {
        m_lookup.release()->deleteLater(); // it calls this
        if (found)
            connectToAny(*found);
        else
            failed(found.error().message);
    });
}

void HttpPost::connectToAny(QList<QHostAddress> addresses)
{
    // One bad address is enough: who mixes them tries something.
    for (const QHostAddress &address : std::as_const(addresses)) {
        if (!TargetRules::mayConnect(address, m_options.policy))
            return failed(QStringLiteral("%1 leads to %2, which is not an address of the public internet")
                              .arg(plainHost(m_url), address.toString()));
    }
    m_addresses = std::move(addresses);
    if (m_addresses.size() > AddressesMax)
        m_addresses.resize(AddressesMax);
    connectToNext();
}

void HttpPost::connectToNext()
{
    dropSocket();
    // As text it is the same address again, so the socket has nothing left to look up.
    const QString address = m_addresses.takeFirst().toString();
    m_answer = std::make_unique<HttpAnswer>();
    m_socket = new QSslSocket(this);
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setReadBufferSize(4 * ChunkBytes);
    connect(m_socket, &QSslSocket::readyRead, this, &HttpPost::read);
    connect(m_socket, &QSslSocket::errorOccurred, this, &HttpPost::closed);
    if (isTls(m_url)) {
        m_socket->setSslConfiguration(m_options.tls);
        connect(m_socket, &QSslSocket::encrypted, this, &HttpPost::write);
        m_socket->connectToHostEncrypted(address, static_cast<quint16>(m_url.port(443)), plainHost(m_url));
    } else {
        connect(m_socket, &QSslSocket::connected, this, &HttpPost::write);
        m_socket->connectToHost(address, static_cast<quint16>(m_url.port(80)));
    }
}

void HttpPost::write()
{
    m_isWritten = true;
    m_socket->write(requestFor(m_url, m_message));
}

void HttpPost::read()
{
    while (m_socket && m_socket->bytesAvailable() > 0) {
        switch (m_answer->feed(m_socket->read(ChunkBytes))) {
        case HttpAnswer::Progress::NeedsMore:
            break;
        case HttpAnswer::Progress::Complete:
            return answered();
        case HttpAnswer::Progress::Malformed:
            return failed(QString::fromLatin1(m_answer->trouble()));
        }
    }
}

/// An error of the socket, of which an orderly end is one, too.
void HttpPost::closed()
{
    const bool isOrderly = m_socket->error() == QAbstractSocket::RemoteHostClosedError;
    const QString why = m_socket->errorString();
    if (m_isWritten) {
        read();
        if (!m_socket)
            return; // that was the rest of it
        if (m_answer->hasStatus() || (isOrderly && m_answer->close() == HttpAnswer::Progress::Complete))
            return answered();
    } else if (!m_addresses.isEmpty()) {
        return connectToNext();
    }
    failed(why);
}

void HttpPost::answered()
{
    const int status = m_answer->status();
    if (status < 300 || status >= 400)
        return finish({status, m_answer->body(), {}});
    const QByteArray location = m_answer->location();
    const QString place = QString::fromUtf8(location.left(TargetRules::UrlMax));
    if (status != 307 && status != 308)
        return finish({status, "redirected with another status than 307 or 308, which would lose the body", {}});
    if (m_redirects++ == RedirectsMax)
        return finish({status, "redirected more than three times", {}});
    const QUrl next = m_url.resolved(QUrl(place, QUrl::StrictMode));
    if (location.isEmpty() || location.size() > TargetRules::UrlMax || !next.isValid())
        return finish({status, "redirected to nowhere", {}});
    go(next);
}

void HttpPost::failed(const QString &why)
{
    finish({0, {}, why});
}

void HttpPost::finish(PostOutcome outcome)
{
    dropSocket();
    m_deadline.stop();
    if (const Done done = std::exchange(m_done, {})) {
        deleteLater();
        done(outcome);
    }
}

void HttpPost::dropSocket()
{
    m_lookup.reset();
    m_isWritten = false;
    if (!m_socket)
        return;
    // Within one of its own signals, most of the time.
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
}

} // namespace TaskMaster::Server
