// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/OptionModel.h"

#include "client/views/RowSync.h"

namespace TaskMaster::Client {

namespace {

bool matches(const QString &name, const QStringList &words)
{
    const QStringList parts = name.split(u' ', Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&parts](const QString &word) {
        return std::any_of(parts.begin(), parts.end(),
                           [&word](const QString &part) { return part.startsWith(word, Qt::CaseInsensitive); });
    });
}

} // namespace

OptionModel::OptionModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

void OptionModel::setOptions(QList<Option> options)
{
    m_all = std::move(options);
    syncRows(m_shown, matching(), *this);
}

void OptionModel::setFilter(const QString &filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    syncRows(m_shown, matching(), *this);
    Q_EMIT filterChanged();
}

int OptionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant OptionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Option &option = m_shown.at(index.row());
    switch (role) {
    case OptionIdRole:
        return option.id;
    case Qt::DisplayRole:
    case NameRole:
        return option.name;
    case MarkRole:
        return option.mark;
    case SymbolRole:
        return option.symbol;
    case MarkColorRole:
        return option.color;
    case ChosenRole:
        return option.chosen;
    case HelpRole:
        return option.help;
    default:
        return {};
    }
}

QHash<int, QByteArray> OptionModel::roleNames() const
{
    return {{OptionIdRole, "optionId"},   {NameRole, "name"},     {MarkRole, "mark"}, {SymbolRole, "symbol"},
            {MarkColorRole, "markColor"}, {ChosenRole, "chosen"}, {HelpRole, "help"}};
}

QList<Option> OptionModel::matching() const
{
    const QStringList words = m_filter.split(u' ', Qt::SkipEmptyParts);
    QList<Option> wanted;
    std::copy_if(m_all.begin(), m_all.end(), std::back_inserter(wanted),
                 [&words](const Option &option) { return matches(option.name, words); });
    return wanted;
}

void OptionModel::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_shown.removeAt(row);
    endRemoveRows();
}

void OptionModel::insert(int row, const Option &option)
{
    beginInsertRows({}, row, row);
    m_shown.insert(row, option);
    endInsertRows();
}

void OptionModel::change(int row, const Option &option)
{
    m_shown[row] = option;
    Q_EMIT dataChanged(index(row), index(row));
}

} // namespace TaskMaster::Client
