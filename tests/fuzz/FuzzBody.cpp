// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer target for the bodies of HTTP requests: those of all routes of commands, merge patches, and the general
// door. The outcome is one sentence per wrong field, or a command that the server itself could have been sent.
// tests/fuzz/run builds and runs it.

#include "server/gateway/api/CommandReader.h"
#include "shared/protocol/Codec.h"

namespace {

using namespace TaskMaster;
using namespace TaskMaster::Server;

const Uuid workspace{0x0190aaaa00007000ULL, 0x8000000000000001ULL};
const Uuid other{0x0190aaaa00007000ULL, 0x8000000000000002ULL};

/// The parameters that the path of a route has, each an id.
void addParameters(const char *path, ApiRequest &request)
{
    for (const QByteArray &part : QByteArray(path).split('/')) {
        if (part.startsWith('{'))
            request.http.parameters.append({part.sliced(1).chopped(1), other.toString()});
    }
}

StreamKind firstOf(StreamKinds kinds)
{
    for (const StreamKind kind : Streams::kinds) {
        if ((kinds & streamBit(kind)) != 0)
            return kind;
    }
    std::abort();
}

Result<Command> read(quint8 door, quint8 which, ApiRequest &request)
{
    request.http.parameters = {{"workspace", workspace.toString()}, {"project", other.toString()}};
    if (door % 3 == 0) {
        const auto routes = commandRoutes();
        const CommandRoute &route = routes[which % routes.size()];
        addParameters(route.path, request);
        return CommandReader::read(route, firstOf(describeCommand(route.command).streams), request);
    }
    if (door % 3 == 1) {
        const auto resources = allResources();
        const Resource &resource = resources[which % resources.size()];
        if (!resource.single)
            return ErrorCode::NotFound;
        addParameters(resource.single, request);
        return CommandReader::readPatch(resource, firstOf(describe(resource.kind).streams), request);
    }
    return CommandReader::readAny(Streams::kinds[which % Streams::kinds.size()], request);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    ApiRequest request;
    request.who.userId = other;
    request.http.body = QByteArray(reinterpret_cast<const char *>(data + 2), static_cast<qsizetype>(size - 2));
    request.http.headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", "fuzz"}};
    const auto command = read(data[0], data[1], request);
    if (!command) {
        if (command.error().message.isEmpty() || !isStorableText(command.error().message))
            std::abort();
        return 0;
    }
    if (!checkCommand(*command))
        std::abort();
    const auto again = Codec::decodeCommand(Codec::encodeCommand(*command));
    if (!again || Codec::canonicalArgs(*again) != Codec::canonicalArgs(*command))
        std::abort();
    return 0;
}
