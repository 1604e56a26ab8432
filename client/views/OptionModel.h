// SPDX-License-Identifier: GPL-3.0-or-later
// What a Picker offers: people, labels, columns or priorities, narrowed by what was typed. TaskDetails fills it with
// `setOptions` whenever the Replica changes; rows keep their identity, so an open picker neither jumps nor flickers.
// GUI thread.
#pragma once

#include <QAbstractListModel>
#include <QColor>
#include <QtQml/qqmlregistration.h>

namespace TaskMaster::Client {

struct Option {
    QString id;
    QString name;
    QString mark; // "avatar", "dot", "status", "priority" or "icon", as PickerRow shows them
    QString symbol;
    QColor color;
    bool chosen = false;
    QString help = {}; // half a sentence beside the name, where there is room

    bool operator==(const Option &) const = default;
};

class OptionModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Options belong to the task that they are for.")
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)

public:
    enum Roles { OptionIdRole = Qt::UserRole + 1, NameRole, MarkRole, SymbolRole, MarkColorRole, ChosenRole, HelpRole };

    explicit OptionModel(QObject *parent = nullptr);

    void setOptions(QList<Option> options);
    [[nodiscard]] QString filter() const { return m_filter; }
    // Every word of the filter must begin a word of the name, in any case.
    void setFilter(const QString &filter);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    // The edits of syncRows().
    void remove(int row);
    void insert(int row, const Option &option);
    void change(int row, const Option &option);

Q_SIGNALS:
    void filterChanged();

private:
    [[nodiscard]] QList<Option> matching() const;

    QString m_filter;
    QList<Option> m_all;
    QList<Option> m_shown;
};

} // namespace TaskMaster::Client
