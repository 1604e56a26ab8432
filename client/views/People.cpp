// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/People.h"

#include <QStringList>

#include <array>

namespace TaskMaster::Client {

namespace {

constexpr std::array peopleColors{0x6d5ae0, 0xc2407f, 0x1d7f73, 0xb4532c, 0x3b66c4,
                                  0x86600a, 0x8a49b8, 0xb03a4c, 0x2c7a48, 0x56657a};
constexpr std::array markColors{0x4f74f0, 0x2f9e6b, 0xe0930f, 0xe5484d, 0x8b5cf6, 0x12a5b5, 0xe0569a, 0x7a8699};

QString firstLetter(const QString &word)
{
    // A letter outside of the basic plane is two code units: cutting it would leave half a character.
    const bool pair = word.size() > 1 && word.at(0).isHighSurrogate();
    return word.left(pair ? 2 : 1).toUpper();
}

} // namespace

QString initialsOf(const QString &name)
{
    const QStringList words = name.simplified().split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty())
        return u"?"_qs;
    return words.size() == 1 ? firstLetter(words.first()) : firstLetter(words.first()) + firstLetter(words.last());
}

QColor colorOfPerson(const Uuid &userId)
{
    // Ids made by a counter or a hash alike are spread by the multiplication.
    const quint64 mixed = (userId.low ^ userId.high) * 0x9e3779b97f4a7c15ULL;
    return QColor::fromRgb(static_cast<QRgb>(peopleColors.at((mixed >> 40U) % peopleColors.size())));
}

QColor paletteColor(qsizetype index)
{
    return QColor::fromRgb(static_cast<QRgb>(markColors.at(static_cast<std::size_t>(index) % markColors.size())));
}

} // namespace TaskMaster::Client
