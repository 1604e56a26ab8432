// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ops/Log.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace TaskMaster::Server {
namespace {

const char *levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
        return "error";
    case QtFatalMsg:
        break;
    }
    return "fatal";
}

/// What would end the line or steer a terminal becomes visible: a log must not be forged by what clients send.
QString visible(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n')
            result += QStringLiteral("\\n");
        else if (c.category() == QChar::Other_Control)
            result += QStringLiteral("\\x%1").arg(c.unicode(), 2, 16, QLatin1Char('0'));
        else
            result += c;
    }
    return result;
}

void writeRecord(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QByteArray line = logLine(QDateTime::currentDateTimeUtc(), type, context.category, message);
    qsizetype written = 0;
    while (written < line.size()) {
        const ssize_t count =
            ::write(STDERR_FILENO, line.constData() + written, static_cast<std::size_t>(line.size() - written));
        if (count < 0 && errno != EINTR)
            return; // nobody to tell
        written += std::max<ssize_t>(count, 0);
    }
}

} // namespace

QByteArray logLine(const QDateTime &at, QtMsgType type, const char *category, const QString &message)
{
    QByteArray line = at.toUTC().toString(Qt::ISODateWithMs).toLatin1();
    line += ' ';
    line += levelName(type);
    line += ' ';
    line += category ? category : "default";
    line += ": ";
    line += visible(message).toUtf8();
    line += '\n';
    return line;
}

QString field(const char *key, const QString &value)
{
    static const auto isPlain = [](QChar c) {
        return c > u' ' && c != u'"' && c != u'=' && c.category() != QChar::Other_Control;
    };
    QString text = u' ' + QString::fromLatin1(key) + u'=';
    if (!value.isEmpty() && std::all_of(value.begin(), value.end(), isPlain))
        return text + value;
    QString escaped = value;
    escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return text + u'"' + escaped + u'"';
}

QString field(const char *key, qint64 value)
{
    return field(key, QString::number(value));
}

void installLog(LogLevel level)
{
    QString rules;
    if (level > LogLevel::Debug)
        rules += QStringLiteral("taskmaster.*.debug=false\n");
    if (level > LogLevel::Info)
        rules += QStringLiteral("taskmaster.*.info=false\n");
    if (level > LogLevel::Warning)
        rules += QStringLiteral("taskmaster.*.warning=false\n");
    QLoggingCategory::setFilterRules(rules);
    qInstallMessageHandler(writeRecord);
}

} // namespace TaskMaster::Server
