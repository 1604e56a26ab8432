// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ImportBoard.h"

#include <array>

namespace TaskMaster::Server {
namespace {

struct TypeWord {
    const char *word; ///< lower case; a word of the list's name begins with it
    ColumnType type;
};

/// In this order: “Not doing” is not in progress, and “Ready for review” is.
constexpr std::array typeWords{
    TypeWord{"cancel", ColumnType::Cancelled},    TypeWord{"won't", ColumnType::Cancelled},
    TypeWord{"wont", ColumnType::Cancelled},      TypeWord{"not", ColumnType::Cancelled},
    TypeWord{"rejected", ColumnType::Cancelled},  TypeWord{"declined", ColumnType::Cancelled},
    TypeWord{"abandoned", ColumnType::Cancelled}, TypeWord{"done", ColumnType::Done},
    TypeWord{"complete", ColumnType::Done},       TypeWord{"finished", ColumnType::Done},
    TypeWord{"shipped", ColumnType::Done},        TypeWord{"released", ColumnType::Done},
    TypeWord{"closed", ColumnType::Done},         TypeWord{"resolved", ColumnType::Done},
    TypeWord{"live", ColumnType::Done},           TypeWord{"archive", ColumnType::Done},
    TypeWord{"erledigt", ColumnType::Done},       TypeWord{"fertig", ColumnType::Done},
    TypeWord{"hecho", ColumnType::Done},          TypeWord{"terminé", ColumnType::Done},
    TypeWord{"doing", ColumnType::Started},       TypeWord{"progress", ColumnType::Started},
    TypeWord{"review", ColumnType::Started},      TypeWord{"test", ColumnType::Started},
    TypeWord{"wip", ColumnType::Started},         TypeWord{"started", ColumnType::Started},
    TypeWord{"develop", ColumnType::Started},     TypeWord{"verif", ColumnType::Started},
    TypeWord{"qa", ColumnType::Started},          TypeWord{"arbeit", ColumnType::Started},
    TypeWord{"proceso", ColumnType::Started},     TypeWord{"cours", ColumnType::Started},
    TypeWord{"backlog", ColumnType::Backlog},     TypeWord{"idea", ColumnType::Backlog},
    TypeWord{"ideen", ColumnType::Backlog},       TypeWord{"later", ColumnType::Backlog},
    TypeWord{"someday", ColumnType::Backlog},     TypeWord{"icebox", ColumnType::Backlog},
    TypeWord{"inbox", ColumnType::Backlog},       TypeWord{"wish", ColumnType::Backlog},
    TypeWord{"parking", ColumnType::Backlog},
};

struct NamedColor {
    const char *name;
    const char *color;
};

constexpr std::array colors{
    NamedColor{"green", "#4bce97"}, NamedColor{"yellow", "#e2b203"}, NamedColor{"orange", "#f38a3f"},
    NamedColor{"red", "#e5484d"},   NamedColor{"purple", "#9f8fef"}, NamedColor{"blue", "#579dff"},
    NamedColor{"sky", "#6cc3e0"},   NamedColor{"lime", "#94c748"},   NamedColor{"pink", "#e774bb"},
    NamedColor{"black", "#626f86"},
};

} // namespace

ColumnType guessColumnType(const QString &listName)
{
    const QString name = u' ' + listName.simplified().toLower();
    for (const TypeWord &row : typeWords) {
        const QString word = QString::fromUtf8(row.word);
        for (qsizetype at = name.indexOf(word); at > 0; at = name.indexOf(word, at + 1)) {
            if (!name[at - 1].isLetterOrNumber())
                return row.type;
        }
    }
    return ColumnType::Unstarted;
}

QString namedColor(const QString &name)
{
    const QString plain = name.section(u'_', 0, 0);
    for (const NamedColor &row : colors) {
        if (plain == QLatin1StringView(row.name))
            return QString::fromLatin1(row.color);
    }
    return QStringLiteral("#8a93a3");
}

QString projectKeyFor(const QString &projectName)
{
    QString letters;
    for (const QChar c : projectName.toUpper().normalized(QString::NormalizationForm_KD)) {
        const bool isAscii = (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
        if (isAscii && (!letters.isEmpty() || c.isLetter()))
            letters.append(c);
        if (letters.size() == 3)
            break;
    }
    return letters.size() < 2 ? QStringLiteral("TM") : letters;
}

} // namespace TaskMaster::Server
