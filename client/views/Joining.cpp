// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/Joining.h"

namespace TaskMaster::Client {

Joining::Joining(QObject *parent)
    : QObject(parent)
{
}

QString Joining::place() const
{
    return m_preview.project.isEmpty() ? m_preview.workspace
                                       : tr("%1 in %2").arg(m_preview.project, m_preview.workspace);
}

bool Joining::take(const QString &text)
{
    const auto link = AccessLink::fromString(text);
    if (!link)
        return false;
    m_link = *link;
    m_preview = {};
    if (m_link.kind == AccessLink::Kind::SetUp) {
        set(Newcomer);
    } else {
        set(Looking);
        Q_EMIT lookRequested(m_link);
    }
    return true;
}

void Joining::join(const QString &name, const QString &email, const QString &password, const QString &workspace)
{
    if (m_state != Newcomer)
        return;
    if (name.trimmed().isEmpty())
        return fail(tr("Please enter the name that others shall see."), u"name"_qs);
    if (!email.contains(u'@'))
        return fail(tr("Please enter your e-mail address."), u"email"_qs);
    if (password.isEmpty())
        return fail(tr("Please choose a password."), u"password"_qs);
    set(Asking);
    Q_EMIT joinRequested(m_link, {email.trimmed(), name.trimmed(), password, workspace.trimmed()});
}

void Joining::useAccount()
{
    if (m_state == Newcomer && !isSetUp())
        set(Account);
}

void Joining::drop()
{
    m_link = {};
    m_preview = {};
    set(NoLink);
}

void Joining::show(const Preview &preview)
{
    if (m_state != Looking)
        return;
    m_preview = preview;
    set(Newcomer);
}

void Joining::succeed()
{
    drop();
}

void Joining::fail(const QString &sentence, const QString &field)
{
    if (m_state == NoLink)
        return;
    // A link that leads nowhere is forgotten; what is wrong with the rest can be mended.
    const bool isUsable = m_state != Looking && field != u"link";
    if (!isUsable) {
        m_link = {};
        m_preview = {};
    }
    set(isUsable ? Newcomer : NoLink, sentence, field);
}

void Joining::set(State state, const QString &problem, const QString &field)
{
    m_state = state;
    m_problem = problem;
    m_problemField = field;
    Q_EMIT changed();
}

} // namespace TaskMaster::Client
