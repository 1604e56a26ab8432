// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/StreamId.h"

namespace TaskMaster {
namespace {

constexpr char16_t Letters[] = u"wpmu"; // in the order of StreamKind

} // namespace

QString StreamId::toString() const
{
    QString text;
    text.reserve(75);
    text.append(QChar(Letters[static_cast<int>(kind)])).append(u':');
    if (kind == StreamKind::Project || kind == StreamKind::Personal) {
        workspace.appendTo(text);
        text.append(u':');
    }
    scope.appendTo(text);
    return text;
}

std::optional<StreamId> StreamId::fromString(QStringView text)
{
    if (text.size() != 38 && text.size() != 75)
        return std::nullopt;
    const qsizetype letter = QStringView(Letters, 4).indexOf(text[0]);
    if (letter < 0 || text[1] != u':')
        return std::nullopt;
    const auto kind = static_cast<StreamKind>(letter);
    const bool isPair = kind == StreamKind::Project || kind == StreamKind::Personal;
    if (isPair != (text.size() == 75) || (isPair && text[38] != u':'))
        return std::nullopt;
    const auto first = Uuid::fromString(text.mid(2, 36));
    const auto last = isPair ? Uuid::fromString(text.mid(39)) : first;
    if (!first || !last || first->isNull() || last->isNull())
        return std::nullopt;
    return StreamId{kind, kind == StreamKind::User ? Uuid{} : *first, *last};
}

} // namespace TaskMaster
