// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace TaskMaster::Load {

/**
 * Counts of durations in logarithmic buckets, 32 per doubling: every percentile is right to 3 %, in fixed memory. One
 * per thread while measuring; merged afterwards.
 */
class Histogram {
public:
    void record(std::int64_t nanoseconds)
    {
        ++m_buckets[bucketOf(nanoseconds < 0 ? 0 : static_cast<std::uint64_t>(nanoseconds))];
        ++m_count;
    }
    void merge(const Histogram &other)
    {
        for (std::size_t i = 0; i < m_buckets.size(); ++i)
            m_buckets[i] += other.m_buckets[i];
        m_count += other.m_count;
    }
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    /// The upper edge of the bucket in which this share (0 … 1) of all durations has been reached, in nanoseconds.
    [[nodiscard]] double percentile(double share) const
    {
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(m_count));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < m_buckets.size(); ++i) {
            seen += m_buckets[i];
            if (seen > wanted || (seen == m_count && m_count > 0))
                return upperEdgeOf(i);
        }
        return 0;
    }

private:
    static constexpr unsigned SubBits = 5;
    static constexpr std::size_t SubCount = 1U << SubBits;

    static std::size_t bucketOf(std::uint64_t value)
    {
        if (value < SubCount)
            return value;
        const unsigned exponent = 63U - static_cast<unsigned>(std::countl_zero(value));
        return (exponent - SubBits + 1) * SubCount + ((value >> (exponent - SubBits)) & (SubCount - 1));
    }
    static double upperEdgeOf(std::size_t bucket)
    {
        if (bucket < SubCount)
            return static_cast<double>(bucket);
        const unsigned shift = static_cast<unsigned>(bucket / SubCount) - 1;
        return static_cast<double>(((SubCount + bucket % SubCount + 1) << shift) - 1);
    }

    std::array<std::uint64_t, (64 - SubBits + 1) * SubCount> m_buckets{};
    std::uint64_t m_count = 0;
};

} // namespace TaskMaster::Load
