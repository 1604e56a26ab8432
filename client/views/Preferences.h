// SPDX-License-Identifier: GPL-3.0-or-later
// What a person set up on this machine: the look, and what was open last. ClientApp gives it a file; every change is
// written at once. GUI thread.
#pragma once

#include <QObject>
#include <QSettings>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace TaskMaster::Client {

class Preferences : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the preferences.")
    Q_PROPERTY(QString scheme READ scheme WRITE setScheme NOTIFY changed)
    Q_PROPERTY(double scale READ scale WRITE setScale NOTIFY changed)
    Q_PROPERTY(bool reducedMotion READ reducedMotion WRITE setReducedMotion NOTIFY changed)
    Q_PROPERTY(bool sidebarShown READ sidebarShown WRITE setSidebarShown NOTIFY changed)
    Q_PROPERTY(double sidebarWidth READ sidebarWidth WRITE setSidebarWidth NOTIFY changed)
    Q_PROPERTY(double paneWidth READ paneWidth WRITE setPaneWidth NOTIFY changed)

public:
    // An empty `file` keeps everything in memory.
    explicit Preferences(const QString &file = {}, QObject *parent = nullptr);

    [[nodiscard]] QString scheme() const; // "system", "light" or "dark"
    void setScheme(const QString &scheme);
    [[nodiscard]] double scale() const; // 0.8 to 2.0
    void setScale(double scale);
    [[nodiscard]] bool reducedMotion() const;
    void setReducedMotion(bool reduced);
    [[nodiscard]] bool sidebarShown() const;
    void setSidebarShown(bool shown);
    // In pixels at 100 %; the view knows what fits.
    [[nodiscard]] double sidebarWidth() const;
    void setSidebarWidth(double width);
    [[nodiscard]] double paneWidth() const;
    void setPaneWidth(double width);

    [[nodiscard]] QString value(const QString &key) const;
    void setValue(const QString &key, const QString &value);

Q_SIGNALS:
    void changed();

private:
    void store(const QString &key, const QVariant &value);
    [[nodiscard]] QVariant stored(const QString &key, const QVariant &fallback) const;

    std::unique_ptr<QSettings> m_file;
    QVariantMap m_values;
};

} // namespace TaskMaster::Client
