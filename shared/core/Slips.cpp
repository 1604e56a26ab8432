// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/core/Slips.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace TaskMaster {

int slips(QStringView a, QStringView b)
{
    const auto width = static_cast<std::size_t>(b.size()) + 1;
    std::vector<int> beforeLast(width);
    std::vector<int> last(width);
    std::vector<int> row(width);
    std::iota(row.begin(), row.end(), 0);
    const auto same = [](QChar x, QChar y) { return x.toLower() == y.toLower(); };
    for (qsizetype i = 0; i < a.size(); ++i) {
        beforeLast = std::exchange(last, row);
        row[0] = static_cast<int>(i) + 1;
        for (qsizetype j = 0; j < b.size(); ++j) {
            const auto at = static_cast<std::size_t>(j) + 1;
            row[at] = std::min({last[at - 1] + (same(a[i], b[j]) ? 0 : 1), last[at] + 1, row[at - 1] + 1});
            if (i > 0 && j > 0 && same(a[i], b[j - 1]) && same(a[i - 1], b[j]))
                row[at] = std::min(row[at], beforeLast[at - 2] + 1);
        }
    }
    return row.back();
}

QString fewestSlips(QStringView name, const QStringList &known)
{
    Q_ASSERT(!known.isEmpty());
    return *std::min_element(known.begin(), known.end(),
                             [name](const QString &a, const QString &b) { return slips(name, a) < slips(name, b); });
}

} // namespace TaskMaster
