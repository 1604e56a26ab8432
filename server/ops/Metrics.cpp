// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ops/Metrics.h"

#include <QLocale>
#include <QMutexLocker>

#include <algorithm>
#include <bit>

namespace TaskMaster::Server {
namespace {

constexpr auto Prefix = "taskmaster_";
constexpr auto MicrosecondSuffix = "_us";

bool isName(const QByteArray &name)
{
    return !name.isEmpty() && name.front() >= 'a' && name.front() <= 'z'
        && std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

QByteArray escaped(QByteArray value)
{
    return value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
}

QByteArray written(const MetricLabels &labels)
{
    if (labels.isEmpty())
        return {};
    QByteArray text("{");
    for (const auto &[name, value] : labels) {
        Q_ASSERT(isName(name));
        text += (text.size() > 1 ? "," : "") + name + "=\"" + escaped(value) + '"';
    }
    return text + '}';
}

/// `{a="b"}` and `le="5"` → `{a="b",le="5"}`
QByteArray withLabel(const QByteArray &labels, const QByteArray &more)
{
    return labels.isEmpty() ? '{' + more + '}' : labels.chopped(1) + ',' + more + '}';
}

QByteArray number(double value)
{
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

void Histogram::observe(quint64 value)
{
    // bit_width(value - 1) is the smallest k with value <= 2^k.
    const auto bucket = value <= 1 ? 0 : static_cast<std::size_t>(std::bit_width(value - 1));
    m_buckets[std::min(bucket, BucketCount - 1)].fetch_add(1, std::memory_order_relaxed);
    m_sum.fetch_add(value, std::memory_order_relaxed);
}

void Histogram::observe(std::chrono::nanoseconds duration)
{
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    observe(static_cast<quint64>(std::max<qint64>(us, 0)));
}

quint64 Histogram::count() const
{
    quint64 all = 0;
    for (std::size_t bucket = 0; bucket < BucketCount; ++bucket)
        all += countIn(bucket);
    return all;
}

Metrics::Series &Metrics::series(Kind kind, const QByteArray &name, const QByteArray &help, const MetricLabels &labels)
{
    Q_ASSERT(isName(name));
    const QMutexLocker lock(&m_mutex);
    const auto [place, isNew] = m_families.try_emplace(name);
    Family &family = place->second;
    if (isNew) {
        family.kind = kind;
        family.help = help;
        family.exposedName = kind == Kind::Counter ? name + "_total" : name;
        if (kind == Kind::Histogram && name.endsWith(MicrosecondSuffix)) {
            // Prometheus measures in seconds, atomics in whole numbers: converted only on the way out.
            family.exposedName = name.chopped(qstrlen(MicrosecondSuffix)) + "_seconds";
            family.unit = 1e-6;
        }
    }
    Q_ASSERT_X(family.kind == kind, "Metrics", "one name, one kind");
    std::unique_ptr<Series> &series = family.series[written(labels)];
    if (!series) {
        series = std::make_unique<Series>();
        if (kind == Kind::Histogram)
            series->histogram = std::make_unique<Histogram>();
    }
    return *series;
}

Counter &Metrics::counter(const QByteArray &name, const QByteArray &help, const MetricLabels &labels)
{
    return series(Kind::Counter, name, help, labels).counter;
}

Gauge &Metrics::gauge(const QByteArray &name, const QByteArray &help, const MetricLabels &labels)
{
    return series(Kind::Gauge, name, help, labels).gauge;
}

Histogram &Metrics::histogram(const QByteArray &name, const QByteArray &help, const MetricLabels &labels)
{
    return *series(Kind::Histogram, name, help, labels).histogram;
}

void Metrics::appendSamples(const Family &family, QList<Sample> &samples)
{
    const QByteArray &name = family.exposedName;
    for (const auto &[labels, series] : family.series) {
        if (family.kind == Kind::Counter) {
            samples.append({name, labels, static_cast<double>(series->counter.value())});
            continue;
        }
        if (family.kind == Kind::Gauge) {
            samples.append({name, labels, static_cast<double>(series->gauge.value())});
            continue;
        }
        // The count is the sum of the buckets as read here, so that one answer never contradicts itself.
        const Histogram &histogram = *series->histogram;
        double cumulated = 0;
        for (std::size_t bucket = 0; bucket < Histogram::BucketCount; ++bucket) {
            cumulated += static_cast<double>(histogram.countIn(bucket));
            const bool isLast = bucket + 1 == Histogram::BucketCount;
            const double bound = static_cast<double>(Histogram::upperBound(bucket)) * family.unit;
            samples.append({name + "_bucket",
                            withLabel(labels, "le=\"" + (isLast ? QByteArray("+Inf") : number(bound)) + '"'),
                            cumulated});
        }
        samples.append({name + "_sum", labels, static_cast<double>(histogram.sum()) * family.unit});
        samples.append({name + "_count", labels, cumulated});
    }
}

QList<Metrics::Sample> Metrics::snapshot() const
{
    const QMutexLocker lock(&m_mutex);
    QList<Sample> samples;
    for (const auto &[name, family] : m_families)
        appendSamples(family, samples);
    return samples;
}

QByteArray Metrics::writeText() const
{
    static constexpr std::array typeNames{"counter", "gauge", "histogram"};
    const QMutexLocker lock(&m_mutex);
    QByteArray text;
    for (const auto &[name, family] : m_families) {
        const QByteArray exposed = Prefix + family.exposedName;
        text += "# HELP " + exposed + ' ' + family.help + "\n# TYPE " + exposed + ' '
            + typeNames[static_cast<std::size_t>(family.kind)] + '\n';
        QList<Sample> samples;
        appendSamples(family, samples);
        for (const Sample &sample : samples)
            text += Prefix + sample.name + sample.labels + ' ' + number(sample.value) + '\n';
    }
    return text;
}

} // namespace TaskMaster::Server
