// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/Preferences.h"

namespace TaskMaster::Client {

Preferences::Preferences(const QString &file, QObject *parent)
    : QObject(parent)
    , m_file(file.isEmpty() ? nullptr : std::make_unique<QSettings>(file, QSettings::IniFormat))
{
}

QString Preferences::scheme() const
{
    return stored(u"scheme"_qs, u"system"_qs).toString();
}
void Preferences::setScheme(const QString &scheme)
{
    store(u"scheme"_qs, scheme);
}
double Preferences::scale() const
{
    return qBound(0.8, stored(u"scale"_qs, 1.0).toDouble(), 2.0);
}
void Preferences::setScale(double scale)
{
    store(u"scale"_qs, qBound(0.8, scale, 2.0));
}
bool Preferences::reducedMotion() const
{
    return stored(u"reducedMotion"_qs, false).toBool();
}
void Preferences::setReducedMotion(bool reduced)
{
    store(u"reducedMotion"_qs, reduced);
}
bool Preferences::sidebarShown() const
{
    return stored(u"sidebarShown"_qs, true).toBool();
}
void Preferences::setSidebarShown(bool shown)
{
    store(u"sidebarShown"_qs, shown);
}
double Preferences::sidebarWidth() const
{
    return stored(u"sidebarWidth"_qs, 240.0).toDouble();
}
void Preferences::setSidebarWidth(double width)
{
    store(u"sidebarWidth"_qs, width);
}
double Preferences::paneWidth() const
{
    return stored(u"paneWidth"_qs, 468.0).toDouble();
}
void Preferences::setPaneWidth(double width)
{
    store(u"paneWidth"_qs, width);
}
QString Preferences::value(const QString &key) const
{
    return stored(key, {}).toString();
}
void Preferences::setValue(const QString &key, const QString &value)
{
    store(key, value);
}

QVariant Preferences::stored(const QString &key, const QVariant &fallback) const
{
    return m_file ? m_file->value(key, fallback) : m_values.value(key, fallback);
}

void Preferences::store(const QString &key, const QVariant &value)
{
    if (stored(key, {}) == value)
        return;
    if (m_file) {
        m_file->setValue(key, value);
        m_file->sync();
    } else {
        m_values.insert(key, value);
    }
    Q_EMIT changed();
}

} // namespace TaskMaster::Client
