// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>

namespace TaskMaster {

/// Why a WebSocket was closed, and whether a client should come back by itself. Numbers from RFC 6455 below 4000.
enum class CloseCode : quint16 {
    Normal = 1000,
    GoingAway = 1001,
    UnsupportedData = 1003,
    BadFrame = 1007,
    TooLarge = 1009,
    ServerError = 1011,
    Unauthenticated = 4001,
    Revoked = 4002,
    VersionUnsupported = 4003,
    ProtocolViolation = 4004,
    HelloTimeout = 4005,
    HeartbeatTimeout = 4006,
    RateLimited = 4007,
    TooManyConnections = 4008,
    Draining = 4009,
    Replaced = 4010,
};

struct CloseDescription {
    CloseCode code;
    const char *name;
    bool comeBack; ///< reconnect by itself, with jitter and resume
    const char *sentence;
};

inline constexpr std::array closeDescriptions{
    CloseDescription{CloseCode::Normal, "normal", false, "The connection was closed as asked."},
    CloseDescription{CloseCode::GoingAway, "goingAway", true, "The server is stopping or restarting."},
    CloseDescription{CloseCode::UnsupportedData, "unsupportedData", false,
                     "The server does not take this kind of data."},
    CloseDescription{CloseCode::BadFrame, "badFrame", false, "Text was not valid UTF-8."},
    CloseDescription{CloseCode::TooLarge, "tooLarge", false, "A message was larger than the server allows."},
    CloseDescription{CloseCode::ServerError, "serverError", true, "The server had a problem with this connection."},
    CloseDescription{CloseCode::Unauthenticated, "unauthenticated", false,
                     "The session is not valid any more; sign in again."},
    CloseDescription{CloseCode::Revoked, "revoked", false, "This account or session was revoked."},
    CloseDescription{CloseCode::VersionUnsupported, "versionUnsupported", false,
                     "Client and server versions do not fit together."},
    CloseDescription{CloseCode::ProtocolViolation, "protocolViolation", false,
                     "The client did not follow the protocol."},
    CloseDescription{CloseCode::HelloTimeout, "helloTimeout", true, "The client did not introduce itself in time."},
    CloseDescription{CloseCode::HeartbeatTimeout, "heartbeatTimeout", true,
                     "Nothing was heard from the client for too long."},
    CloseDescription{CloseCode::RateLimited, "rateLimited", true, "Too many messages in a short time."},
    CloseDescription{CloseCode::TooManyConnections, "tooManyConnections", true,
                     "The server has no room for more connections."},
    CloseDescription{CloseCode::Draining, "draining", true, "The server is handing over to another one."},
    CloseDescription{CloseCode::Replaced, "replaced", false, "The same client connected again."},
};

/// What to do about a close code; an unknown one counts as a broken connection: come back.
[[nodiscard]] constexpr CloseDescription describeClose(quint16 code)
{
    for (const CloseDescription &row : closeDescriptions) {
        if (static_cast<quint16>(row.code) == code)
            return row;
    }
    return {static_cast<CloseCode>(code), "unknown", true, "The connection was lost."};
}

} // namespace TaskMaster
