// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/link/Link.h"

#include "shared/core/Clock.h"
#include "shared/protocol/Codec.h"

namespace TaskMaster::Client {

/// The server as a test plays it: what was sent is in `sent`, what it says is given to `say`. GUI thread.
class FakeLink : public Link {
    Q_OBJECT

public:
    void open(const LinkTarget &newTarget) override
    {
        target = newTarget;
        setState(State::Connecting);
    }
    void close() override { setState(State::Off); }
    void send(const ClientFrame &frame) override
    {
        if (state() == State::Ready)
            sent.append(frame);
    }
    void reconnectNow() override { }

    /// The connection is there: the hello's streams are asked for, then the welcome comes.
    void connectNow(const QString &schema = Codec::schemaHash())
    {
        hello = target.streams ? target.streams() : QList<Position>();
        Q_EMIT framesReceived({Frames::Welcome{Uuid{1, 1}, ProtocolVersion, schema, 0, FrameBytesMax, 512}});
        setState(State::Ready);
    }
    void breakOff() { setState(State::Waiting, QStringLiteral("gone")); }
    void say(const QList<ServerFrame> &frames) { Q_EMIT framesReceived(frames); }

    template <class Frame> [[nodiscard]] QList<Frame> sentFrames() const
    {
        QList<Frame> frames;
        for (const ClientFrame &frame : sent) {
            if (const auto *found = std::get_if<Frame>(&frame))
                frames.append(*found);
        }
        return frames;
    }
    [[nodiscard]] QList<Uuid> sentCommands() const
    {
        QList<Uuid> ids;
        for (const auto &frame : sentFrames<Frames::Submit>())
            ids.append(frame.command.commandId);
        return ids;
    }

    LinkTarget target;
    QList<Position> hello;
    QList<ClientFrame> sent;
};

class FakeClock : public Clock {
public:
    [[nodiscard]] qint64 nowMs() const override { return now; }
    qint64 now = 1'700'000'000'000;
};

} // namespace TaskMaster::Client
