// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/core/Rank.h"

#include <vector>

namespace TaskMaster::Rank {
namespace {

constexpr int Base = 62;
constexpr char16_t Alphabet[] = u"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// An append (or prepend) moves on by a step in the fifth digit, so a million of them stay short.
constexpr int AppendDigits = 5;
constexpr int SeedDigits = 2;

using Digits = std::vector<int>;

int digitOf(QChar c)
{
    const char16_t u = c.unicode();
    if (u >= u'0' && u <= u'9')
        return u - u'0';
    if (u >= u'A' && u <= u'Z')
        return u - u'A' + 10;
    if (u >= u'a' && u <= u'z')
        return u - u'a' + 36;
    return -1;
}

Digits digitsOf(QStringView key)
{
    Digits digits;
    digits.reserve(static_cast<std::size_t>(key.size()));
    for (const QChar c : key)
        digits.push_back(std::max(0, digitOf(c)));
    return digits;
}

QString toKey(Digits digits)
{
    while (!digits.empty() && digits.back() == 0)
        digits.pop_back();
    QString key;
    key.reserve(static_cast<qsizetype>(digits.size()));
    for (const int digit : digits)
        key.append(QChar(Alphabet[digit]));
    return key;
}

int at(const Digits &digits, std::size_t i)
{
    return i < digits.size() ? digits[i] : 0;
}

/// upper - lower over `size` digits; `open` stands for the end of the list (1.0). The result has one carry digit in
/// front.
Digits difference(const Digits &lower, const Digits &upper, bool open, std::size_t size)
{
    Digits gap(size + 1, 0);
    int borrow = 0;
    for (std::size_t i = size; i-- > 0;) {
        int d = (open ? 0 : at(upper, i)) - at(lower, i) - borrow;
        borrow = d < 0 ? 1 : 0;
        gap[i + 1] = d + borrow * Base;
    }
    gap[0] = (open ? 1 : 0) - borrow;
    return gap;
}

bool isZero(const Digits &digits)
{
    return std::all_of(digits.begin(), digits.end(), [](int d) { return d == 0; });
}

/// lower + gap * numerator / denominator, over gap.size() - 1 digits.
Digits stepped(const Digits &lower, const Digits &gap, qint64 numerator, qint64 denominator)
{
    Digits product(gap.size(), 0);
    qint64 carry = 0;
    for (std::size_t i = gap.size(); i-- > 0;) {
        const qint64 v = gap[i] * numerator + carry;
        product[i] = static_cast<int>(v % Base);
        carry = v / Base;
    }
    qint64 remainder = carry;
    for (int &digit : product) {
        const qint64 v = remainder * Base + digit;
        digit = static_cast<int>(v / denominator);
        remainder = v % denominator;
    }
    Digits sum(gap.size() - 1, 0);
    int overflow = 0;
    for (std::size_t i = sum.size(); i-- > 0;) {
        const int v = at(lower, i) + product[i + 1] + overflow;
        sum[i] = v % Base;
        overflow = v / Base;
    }
    return sum;
}

quint32 hashOf(QByteArrayView seed)
{
    quint32 hash = 2166136261U; // FNV-1a: the same on every machine and version
    for (const char c : seed)
        hash = (hash ^ static_cast<quint8>(c)) * 16777619U;
    return hash;
}

/// The fewest digits whose gap has room for `count` keys and the wanted spread.
std::size_t digitsFor(const Digits &lower, const Digits &upper, bool open, qint64 room)
{
    for (std::size_t size = 1;; ++size) {
        const Digits gap = difference(lower, upper, open, size);
        qint64 value = 0;
        for (const int digit : gap) {
            value = value * Base + digit;
            if (value > room)
                return size;
        }
    }
}

} // namespace

QString between(QStringView lower, QStringView upper, QByteArrayView seed)
{
    const bool open = upper.isEmpty() || lower >= upper;
    const Digits low = digitsOf(lower);
    const Digits high = digitsOf(upper);
    const quint32 hash = hashOf(seed);
    if (open && !low.empty()) {
        // Append: a small seeded step instead of half of what is left.
        Digits sum(std::max<std::size_t>(low.size(), AppendDigits), 0);
        int carry = 0;
        for (std::size_t i = sum.size(); i-- > 0;) {
            const int step = i == AppendDigits - 1 ? static_cast<int>(1 + hash % (Base - 1)) : 0;
            const int v = at(low, i) + step + carry;
            sum[i] = v % Base;
            carry = v / Base;
        }
        if (carry == 0) {
            sum.resize(AppendDigits);
            if (!isZero(sum))
                return toKey(sum);
        }
    }
    if (!open && low.empty()) {
        // Prepend: the same step downwards, or a list that grows at its front would halve what is left each time.
        Digits rest = high;
        rest.resize(AppendDigits, 0);
        int borrow = 0;
        for (std::size_t i = rest.size(); i-- > 0;) {
            const int step = i == AppendDigits - 1 ? static_cast<int>(1 + hash % (Base - 1)) : 0;
            const int v = rest[i] - step - borrow;
            borrow = v < 0 ? 1 : 0;
            rest[i] = v + borrow * Base;
        }
        if (borrow == 0 && !isZero(rest))
            return toKey(rest);
    }
    const std::size_t size = digitsFor(low, high, open, Base * 2);
    const Digits gap = difference(low, high, open, size);
    // Between 3/8 and 5/8 of the gap, chosen by the seed.
    return toKey(stepped(low, gap, 384 + static_cast<qint64>(hash % 257), 1024));
}

QStringList spread(QStringView lower, QStringView upper, int count)
{
    const bool open = upper.isEmpty() || lower >= upper;
    const Digits low = digitsOf(lower);
    const Digits high = digitsOf(upper);
    const std::size_t size = digitsFor(low, high, open, static_cast<qint64>(count) * Base * SeedDigits);
    const Digits gap = difference(low, high, open, size);
    QStringList keys;
    keys.reserve(count);
    for (int i = 1; i <= count; ++i)
        keys.append(toKey(stepped(low, gap, i, count + 1)));
    return keys;
}

bool isValid(QStringView key)
{
    if (key.isEmpty() || key.size() > LengthMax * 2 || key.back() == u'0')
        return false;
    return std::all_of(key.begin(), key.end(), [](QChar c) { return digitOf(c) >= 0; });
}

} // namespace TaskMaster::Rank
