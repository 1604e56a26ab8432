// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

#include <optional>

namespace TaskMaster {

/**
 * A link that lets somebody in: `taskmaster://tasks.example.org/invite/tml_…`, or `/setup/` for the first account of a
 * new server; `?tls=off` where the server is reached by plain HTTP. Programs take it apart by themselves and send the
 * secret in a body: no web server ever sees it in an address.
 */
struct AccessLink {
    enum class Kind : quint8 { SetUp, Invitation };
    Kind kind = Kind::Invitation;
    QUrl server; ///< http(s)://host[:port]
    QString secret;

    [[nodiscard]] QString toString() const;
    /// Nothing when it is another kind of text; white space around it does not matter.
    [[nodiscard]] static std::optional<AccessLink> fromString(const QString &text);

    bool operator==(const AccessLink &) const = default;
};

} // namespace TaskMaster
