// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ImportOptionsText.h"

namespace TaskMaster::Server {

Result<ImportOptions> importOptionsFrom(const ImportOptionsText &text)
{
    ImportOptions options;
    options.projectName = text.projectName;
    options.fileName = text.fileName;
    options.dateFormat = text.dateFormat;
    for (const QString &entry : text.columnMap) {
        const qsizetype equals = entry.lastIndexOf(u'=');
        if (equals <= 0)
            return Error::invalidField(QStringLiteral("map"),
                                       QStringLiteral("must be COLUMN=field, not “%1”").arg(entry));
        options.columnMap.insert(entry.left(equals).trimmed(), entry.sliced(equals + 1).trimmed());
    }
    if (!text.delimiter.isEmpty()) {
        const QString delimiter = text.delimiter == u"tab" ? QStringLiteral("\t") : text.delimiter;
        if (delimiter.size() != 1 || !QStringView(u",;\t|").contains(delimiter[0]))
            return Error::invalidField(QStringLiteral("delimiter"), QStringLiteral("must be , ; | or tab"));
        options.delimiter = delimiter[0];
    }
    const auto encoding = textEncodingFromName(text.encoding);
    if (!encoding)
        return Error::invalidField(QStringLiteral("encoding"), QStringLiteral("must be utf-8, utf-16 or windows-1252"));
    options.encoding = *encoding;
    if (!text.timeZone.isEmpty()) {
        options.timeZone = QTimeZone(text.timeZone.toUtf8());
        if (!options.timeZone.isValid())
            return Error::invalidField(
                QStringLiteral("timeZone"),
                QStringLiteral("“%1” is no time zone, such as Europe/Berlin").arg(text.timeZone));
    }
    // Judged here too, so that a wrong format is refused before the file waits for its turn.
    if (const auto dates = ImportDates::fromFormat(text.dateFormat, options.timeZone); !dates)
        return dates.error();
    return options;
}

} // namespace TaskMaster::Server
