// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

#include <map>

namespace TaskMaster::Server {

/**
 * What an import says about itself: how many of each thing were taken over, what was changed on the way, and everything
 * that was left behind. Nothing may be lost without a line here. A plain value, made by an importer, shown by the
 * command line as text or JSON.
 */
class ImportReport {
public:
    struct Count {
        QString what; ///< plural, lower case: `cards`
        int taken = 0;
    };

    void count(const QString &what, int taken) { m_counts.append({what, taken}); }
    /// Something arrived in another form than it had; equal sentences are counted.
    void noteChanged(const QString &sentence, int times = 1) { m_changed[shown(sentence)] += times; }
    /// Something was not taken over; equal sentences are counted.
    void noteLeft(const QString &sentence, int times = 1) { m_left[shown(sentence)] += times; }

    [[nodiscard]] const QList<Count> &counts() const { return m_counts; }
    [[nodiscard]] int taken(const QString &what) const;
    [[nodiscard]] QStringList changed() const { return lines(m_changed); }
    [[nodiscard]] QStringList left() const { return lines(m_left); }

    [[nodiscard]] QString toText() const;
    [[nodiscard]] QJsonObject toJson() const;

private:
    using Tally = std::map<QString, int>;
    static QStringList lines(const Tally &tally);
    /// Sentences have pieces of files in them.
    static QString shown(const QString &sentence);

    QList<Count> m_counts;
    Tally m_changed;
    Tally m_left;
};

} // namespace TaskMaster::Server
