// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/SignIn.h"

#include <QHostAddress>

#include <algorithm>
#include <array>

namespace TaskMaster::Client {

namespace {

// Where nobody has a certificate: https as a guess would only fail.
bool isNearby(const QString &host)
{
    if (host == u"localhost")
        return true;
    const QHostAddress address(host);
    const std::array nets{u"127.0.0.0/8"_qs,    u"10.0.0.0/8"_qs, u"172.16.0.0/12"_qs,
                          u"192.168.0.0/16"_qs, u"::1/128"_qs,    u"fc00::/7"_qs};
    return std::any_of(nets.begin(), nets.end(),
                       [&address](const QString &net) { return address.isInSubnet(QHostAddress::parseSubnet(net)); });
}

} // namespace

SignIn::SignIn(QObject *parent)
    : QObject(parent)
{
}

void SignIn::suggest(const QString &server, const QString &email)
{
    m_server = server;
    m_email = email;
    Q_EMIT changed();
}

void SignIn::succeed()
{
    set(SignedIn, {}, {});
}

void SignIn::fail(const QString &sentence, const QString &field)
{
    set(SignedOut, sentence, field);
}

void SignIn::signIn(const QString &server, const QString &email, const QString &password)
{
    if (m_state == Asking)
        return;
    m_server = server.trimmed();
    m_email = email.trimmed();
    const QUrl url = serverUrl(m_server);
    if (!url.isValid())
        return fail(tr("This is not the address of a server. It looks like https://tasks.example.org."), u"server"_qs);
    if (!m_email.contains(u'@'))
        return fail(tr("Please enter the e-mail address of your account."), u"email"_qs);
    if (password.isEmpty())
        return fail(tr("Please enter your password."), u"password"_qs);
    set(Asking, {}, {});
    Q_EMIT requested(url, m_email, password);
}

void SignIn::signOut()
{
    set(SignedOut, {}, {});
    Q_EMIT signedOut();
}

QUrl SignIn::serverUrl(const QString &text)
{
    const bool hasScheme = text.contains(u"://"_qs);
    QUrl url(hasScheme ? text : u"https://"_qs + text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty())
        return {};
    if (!hasScheme && isNearby(url.host()))
        url.setScheme(u"http"_qs);
    if (url.scheme() != u"http" && url.scheme() != u"https")
        return {};
    return url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

void SignIn::set(State state, const QString &problem, const QString &field)
{
    m_state = state;
    m_problem = problem;
    m_problemField = field;
    Q_EMIT changed();
}

} // namespace TaskMaster::Client
