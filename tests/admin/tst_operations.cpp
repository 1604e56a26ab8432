// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/CommandLine.h"
#include "server/app/CommandLine.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

using namespace TaskMaster;

/// docs/OPERATIONS.md is read as its reader would: every command in it is one that the programs understand.
class OperationsTest : public QObject {
    Q_OBJECT

private:
    static QStringList commands()
    {
        QFile file(QStringLiteral(TASKMASTER_SOURCE_DIR "/docs/OPERATIONS.md"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("docs/OPERATIONS.md cannot be read");
        const QString text = QString::fromUtf8(file.readAll());
        QStringList found;
        static const QRegularExpression lines(QStringLiteral("^(taskmaster-(?:server|cli) .+)$"),
                                              QRegularExpression::MultilineOption);
        static const QRegularExpression inText(QStringLiteral("`(taskmaster-(?:server|cli) [a-z][^`]+)`"));
        for (const QRegularExpression &form : {lines, inText}) {
            for (auto it = form.globalMatch(text); it.hasNext();)
                found << it.next().captured(1);
        }
        return found;
    }

private Q_SLOTS:
    void everyCommandIsUnderstood_data()
    {
        QTest::addColumn<QString>("command");
        for (const QString &command : commands())
            QTest::newRow(qPrintable(command)) << command;
    }
    void everyCommandIsUnderstood()
    {
        QFETCH(QString, command);
        QList<QByteArray> words;
        for (const QString &word : QProcess::splitCommand(command))
            words << word.toUtf8();
        std::vector<const char *> arguments;
        for (const QByteArray &word : words)
            arguments.push_back(word.constData());
        const int count = static_cast<int>(arguments.size());
        if (words.constFirst() == "taskmaster-cli") {
            QVERIFY(Cli::readCommandLine(count, arguments.data()).invocation);
            return;
        }
        const auto parsed = Server::readCommandLine(count, arguments.data());
        const auto *invocation = std::get_if<Server::Invocation>(&parsed);
        QVERIFY(invocation);
        for (const Server::Assignment &flag : invocation->flags)
            QVERIFY(Server::checkKey(flag.key, flag.origin));
    }

    void nothingThatAnOperatorNeedsIsMissing()
    {
        const QString all = commands().join(u'\n');
        for (const QStringView wanted :
             {u"serve", u"backup", u"verify", u"restore", u"migrate", u"doctor", u"user add", u"workspace create"})
            QVERIFY2(all.contains(QStringLiteral("taskmaster-server %1").arg(wanted)), qPrintable(wanted.toString()));
        QVERIFY(commands().size() >= 30);
    }
};

QTEST_GUILESS_MAIN(OperationsTest)
#include "tst_operations.moc"
