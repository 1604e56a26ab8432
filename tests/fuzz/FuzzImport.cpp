// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer target for the importers of files from elsewhere: whatever the bytes are, the outcome is one sentence, or a
// plan of valid commands with different ids. tests/fuzz/run builds and runs it.

#include "server/exchange/ImportFile.h"

#include <QSet>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace TaskMaster;
    using namespace TaskMaster::Server;
    if (size < 1)
        return 0;
    const auto format = static_cast<ImportFormat>(data[0] % importFormatNames().size());
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1), static_cast<qsizetype>(size - 1));
    ImportOptions options;
    options.fileName = QStringLiteral("fuzz");
    const auto file = ImportFile::read(format, bytes, options);
    if (!file) {
        if (file.error().message.isEmpty() || !isStorableText(file.error().message))
            std::abort();
        return 0;
    }
    const ImportTarget target{Uuid{1, 2},
                              {{Uuid{7, 7}, QStringLiteral("Ana Moreno"), QStringLiteral("ana@demo.example")}}};
    const ImportPlan plan = file->plan(target);
    QSet<Uuid> ids;
    for (const Command &command : plan.commands) {
        if (!checkCommand(command) || ids.contains(command.commandId))
            std::abort();
        ids.insert(command.commandId);
    }
    return 0;
}
