// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Config.h"

#include "server/app/ExitCode.h"

#include <QFile>
#include <QFileInfo>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace TaskMaster::Server {
namespace {

constexpr qint64 FileBytesMax = 1024 * 1024;

QString place(const QString &name, const toml::source_region &source)
{
    return QStringLiteral("%1:%2").arg(name).arg(source.begin.line);
}

Result<QString> valueText(const toml::node &node)
{
    if (const auto text = node.value_exact<std::string>())
        return QString::fromStdString(*text);
    if (const auto number = node.value_exact<int64_t>())
        return QString::number(*number);
    if (const auto truth = node.value_exact<bool>())
        return *truth ? QStringLiteral("true") : QStringLiteral("false");
    return Error(ErrorCode::ConfigInvalid, QStringLiteral("must be text, a whole number, true or false"));
}

Result<void> flatten(const toml::table &table, const QString &prefix, const QString &name, QList<Assignment> &out)
{
    for (const auto &[key, node] : table) {
        const QString path = prefix + QString::fromUtf8(key.str().data(), static_cast<qsizetype>(key.str().size()));
        const QString origin = place(name, key.source());
        if (const toml::table *inner = node.as_table()) {
            if (auto ok = flatten(*inner, path + u'.', name, out); !ok)
                return ok;
            continue;
        }
        if (auto ok = checkKey(path, origin); !ok)
            return ok;
        auto value = valueText(node);
        if (!value)
            return Error(ErrorCode::ConfigInvalid,
                         QStringLiteral("%1: “%2” %3.").arg(origin, path, value.error().message));
        out.append({path, *value, origin});
    }
    return {};
}

} // namespace

Result<QList<Assignment>> parseConfig(const QByteArray &text, const QString &name)
{
    const toml::parse_result parsed =
        toml::parse(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
    if (!parsed) {
        const std::string_view why = parsed.error().description();
        return Error(ErrorCode::ConfigInvalid,
                     QStringLiteral("%1: this is not TOML: %2.")
                         .arg(place(name, parsed.error().source()),
                              QString::fromUtf8(why.data(), static_cast<qsizetype>(why.size()))));
    }
    QList<Assignment> assignments;
    if (auto ok = flatten(parsed.table(), {}, name, assignments); !ok)
        return ok.error();
    return assignments;
}

Result<QList<Assignment>> readConfigFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error(ErrorCode::ConfigInvalid,
                     QStringLiteral("Cannot read the configuration %1: %2.").arg(path, file.errorString()),
                     {{QStringLiteral("exitCode"),
                       static_cast<int>(file.exists() ? ExitCode::NoPermission : ExitCode::NoInput)}});
    if (file.size() > FileBytesMax)
        return Error(ErrorCode::ConfigInvalid, QStringLiteral("%1 is too large to be a configuration.").arg(path));
    return parseConfig(file.readAll(), path);
}

QString usualConfigFile(const QProcessEnvironment &environment)
{
    QString home = environment.value(QStringLiteral("XDG_CONFIG_HOME"));
    if (home.isEmpty() && environment.contains(QStringLiteral("HOME")))
        home = environment.value(QStringLiteral("HOME")) + QStringLiteral("/.config");
    for (const QString &folder : {home, QStringLiteral("/etc")}) {
        const QString path = folder + QStringLiteral("/taskmaster/server.toml");
        if (!folder.isEmpty() && QFileInfo::exists(path))
            return path;
    }
    return {};
}

} // namespace TaskMaster::Server
