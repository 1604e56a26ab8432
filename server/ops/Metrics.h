// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMutex>
#include <QPair>
#include <QString>

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <vector>

namespace TaskMaster::Server {

/// Only grows. Any thread; one relaxed atomic addition.
class Counter {
public:
    void add(quint64 amount = 1) { m_value.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] quint64 value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<quint64> m_value = 0;
};

/// A level that goes up and down. Any thread.
class Gauge {
public:
    void set(qint64 value) { m_value.store(value, std::memory_order_relaxed); }
    void add(qint64 amount) { m_value.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] qint64 value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_value = 0;
};

/**
 * A distribution in fixed buckets that double: 1, 2, 4 … 2^26 of the unit, which is microseconds for durations (1 µs
 * to 67 s) and else what the name says. Any thread; two relaxed atomic additions per observation.
 */
class Histogram {
public:
    static constexpr std::size_t BucketCount = 28; ///< the last one has no upper bound

    void observe(quint64 value);
    void observe(std::chrono::nanoseconds duration);

    /// The largest value that still counts into a bucket; meaningless for the last.
    [[nodiscard]] static quint64 upperBound(std::size_t bucket) { return quint64(1) << bucket; }
    [[nodiscard]] quint64 countIn(std::size_t bucket) const
    {
        return m_buckets[bucket].load(std::memory_order_relaxed);
    }
    [[nodiscard]] quint64 count() const;
    [[nodiscard]] quint64 sum() const { return m_sum.load(std::memory_order_relaxed); }

private:
    std::array<std::atomic<quint64>, BucketCount> m_buckets{};
    std::atomic<quint64> m_sum = 0;
};

using MetricLabels = QList<QPair<QByteArray, QByteArray>>;

/**
 * All figures of one server, by name and labels; made by ServerApp and given to the rooms by reference. A room asks
 * once for what it counts (that takes a lock) and keeps the reference, which stays valid as long as the registry. Names
 * are snake_case with the unit last and without the common prefix: `http_requests`, `commit_duration_us`; writeText()
 * adds `taskmaster_`, and `_total` for counters. A name means one kind of metric, with one help sentence: the first one
 * given.
 */
class Metrics {
public:
    [[nodiscard]] Counter &counter(const QByteArray &name, const QByteArray &help, const MetricLabels &labels = {});
    [[nodiscard]] Gauge &gauge(const QByteArray &name, const QByteArray &help, const MetricLabels &labels = {});
    [[nodiscard]] Histogram &histogram(const QByteArray &name, const QByteArray &help, const MetricLabels &labels = {});

    struct Sample {
        QByteArray name; ///< with the suffix that Prometheus wants, without the common prefix
        QByteArray labels; ///< `{route="…"}` or empty
        double value = 0;
    };
    /// Every number there is, in the order of writeText(); for tests and `taskmaster-server status`.
    [[nodiscard]] QList<Sample> snapshot() const;
    /// Prometheus text exposition format 0.0.4. Durations come out in seconds, under names that end in `_seconds`.
    [[nodiscard]] QByteArray writeText() const;

private:
    enum class Kind { Counter, Gauge, Histogram };
    struct Series {
        Counter counter;
        Gauge gauge;
        std::unique_ptr<Histogram> histogram;
    };
    struct Family {
        Kind kind = Kind::Counter;
        QByteArray help;
        QByteArray exposedName; ///< as Prometheus wants it, without the common prefix
        double unit = 1; ///< what a stored value is multiplied with when it is exposed
        std::map<QByteArray, std::unique_ptr<Series>> series; ///< by labels as written
    };

    Series &series(Kind kind, const QByteArray &name, const QByteArray &help, const MetricLabels &labels);
    static void appendSamples(const Family &family, QList<Sample> &samples);

    mutable QMutex m_mutex; ///< for the maps; the figures themselves are atomic
    std::map<QByteArray, Family> m_families;
};

} // namespace TaskMaster::Server
