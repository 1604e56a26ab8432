// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Variant.h"

#include "tests/support/PostgresFixture.h"

namespace TaskMaster::Test {
namespace {

/// An unknown value would quietly test what is tested already.
bool isAsked(const char *variable, const char *value)
{
    const QByteArray asked = qgetenv(variable);
    if (!asked.isEmpty() && asked != value)
        qFatal("%s can only be “%s”", variable, value);
    return !asked.isEmpty();
}

bool isWithoutSwitches()
{
    return isAsked("TASKMASTER_TEST_SWITCHES", "off");
}

QString variableOf(const Server::SwitchDescription &row)
{
    QString name = QStringLiteral("TASKMASTER_SWITCHES_");
    for (const char c : QByteArrayView(row.name)) {
        if (c >= 'A' && c <= 'Z')
            name += u'_';
        name += QChar(QLatin1Char(c)).toUpper();
    }
    return name;
}

} // namespace

QString Variant::newDatabase()
{
    return isAsked("TASKMASTER_TEST_DATABASE", "postgres") ? PostgresFixture::shared().createDatabase() : QString();
}

Server::Switches Variant::switches()
{
    return isWithoutSwitches() ? Server::Switches::allOff() : Server::Switches();
}

void Variant::addTo(QProcessEnvironment &environment, const QString &databaseUrl)
{
    if (!databaseUrl.isEmpty())
        environment.insert(QStringLiteral("TASKMASTER_DATABASE"), databaseUrl);
    if (!isWithoutSwitches())
        return;
    for (const Server::SwitchDescription &row : Server::Switches::table())
        environment.insert(variableOf(row), QStringLiteral("false"));
}

} // namespace TaskMaster::Test
