// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer target for the query language: parser, printer, completion, and the tokens of its words.

#include "shared/model/SearchText.h"
#include "shared/query/Complete.h"
#include "shared/query/Parse.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace TaskMaster;
    const QString text =
        QString::fromUtf8(QByteArrayView(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    const auto cursor = static_cast<int>(size > 0 ? data[0] : 0);
    const Query::Completion completion = Query::complete(text, cursor);
    if (completion.position < 0 || completion.position + completion.length > text.size())
        std::abort();
    for (const SearchText::Range &range : SearchText::find(text, {SearchText::beginningOf(text.left(8))})) {
        if (range.position < 0 || range.length <= 0 || range.position + range.length > text.size())
            std::abort();
    }
    (void)SearchText::snippet(text, {SearchText::phraseOf(text.mid(4, 8))}, 20);
    const auto sentence = Query::parse(text);
    if (!sentence) {
        const int position = sentence.error().details.value(QStringLiteral("position")).toInt();
        if (position < 0 || position > text.size())
            std::abort();
        return 0;
    }
    // What was understood can be written, and is then understood the same way. (Full names may make it too long.)
    const QString written = Query::print(*sentence);
    if (written.size() > Query::TextMax)
        return 0;
    const auto again = Query::parse(written);
    if (!again || !(*again == *sentence))
        std::abort();
    return 0;
}
