// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-statistics.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>
#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics/max.hpp>
#include <boost/accumulators/statistics/mean.hpp>
#include <boost/accumulators/statistics/min.hpp>
#include <boost/accumulators/statistics/stats.hpp>
#include <boost/accumulators/statistics/variance.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <charconv>
#include <cmath>
#include <limits>

namespace ns3::mqtt
{

namespace
{

constexpr double NONE = std::numeric_limits<double>::quiet_NaN(); ///< there is no such figure

/// @tparam F how digits are written, and how many
/// @param value a finite number
/// @param format both of these
/// @return text, whatever the locale
template <class... F>
std::string
Write(double value, F... format)
{
    std::array<char, 400> text; // the greatest double has 309 digits before the point
    // Adding 0 makes 0 of -0.
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value + 0.0, format...).ptr;
    return {text.data(), end};
}

} // namespace

/// Figures that need no samples.
struct Statistics::Running
{
    /// what they are computed with
    boost::accumulators::accumulator_set<
        double,
        boost::accumulators::stats<boost::accumulators::tag::mean,
                                   boost::accumulators::tag::variance(
                                       boost::accumulators::immediate),
                                   boost::accumulators::tag::min,
                                   boost::accumulators::tag::max>>
        accumulator;
};

Statistics::Statistics()
    : m_running(std::make_unique<Running>())
{
}

Statistics::~Statistics() = default;

Statistics::Statistics(const std::vector<float>& samples)
    : Statistics()
{
    m_samples.reserve(samples.size());
    for (const float sample : samples)
    {
        Add(sample);
    }
}

void
Statistics::Add(double sample)
{
    NS_ASSERT_MSG(std::isfinite(sample), "a sample must be a finite number");
    m_running->accumulator(sample);
    m_samples.push_back(static_cast<float>(sample));
    m_sorted = m_samples.size() == 1;
}

double
Statistics::GetMean() const
{
    return m_samples.empty() ? NONE : boost::accumulators::mean(m_running->accumulator);
}

double
Statistics::GetStandardDeviation() const
{
    const auto count = static_cast<double>(m_samples.size());
    return count < 2 ? NONE
                     : std::sqrt(boost::accumulators::variance(m_running->accumulator) * count /
                                 (count - 1));
}

double
Statistics::GetMin() const
{
    return m_samples.empty() ? NONE : boost::accumulators::min(m_running->accumulator);
}

double
Statistics::GetMax() const
{
    return m_samples.empty() ? NONE : boost::accumulators::max(m_running->accumulator);
}

double
Statistics::GetPercentile(double percent) const
{
    NS_ASSERT_MSG(percent >= 0 && percent <= 100, "a percentile lies between 0 and 100");
    if (m_samples.empty())
    {
        return NONE;
    }
    Sort();
    const double rank = static_cast<double>(m_samples.size() - 1) * percent / 100;
    const auto below = static_cast<std::size_t>(rank);
    const std::size_t above = std::min(below + 1, m_samples.size() - 1);
    const double low = m_samples[below];
    return low + (m_samples[above] - low) * (rank - static_cast<double>(below));
}

std::vector<double>
Statistics::GetQuantiles(std::size_t points) const
{
    NS_ASSERT_MSG(points >= 2, "a distribution has two ends");
    std::vector<double> quantiles;
    for (std::size_t i = 0; i < points && !m_samples.empty(); ++i)
    {
        quantiles.push_back(
            GetPercentile(100.0 * static_cast<double>(i) / static_cast<double>(points - 1)));
    }
    return quantiles;
}

void
Statistics::Sort() const
{
    if (!m_sorted)
    {
        std::sort(m_samples.begin(), m_samples.end());
        m_sorted = true;
    }
}

Estimate
EstimateMean(const std::vector<double>& values)
{
    Statistics statistics;
    for (const double value : values)
    {
        statistics.Add(value);
    }
    if (values.size() < 2)
    {
        return {statistics.GetMean(), NONE};
    }
    const auto count = static_cast<double>(values.size());
    const boost::math::students_t distribution(count - 1);
    const double quantile = boost::math::quantile(distribution, 0.975);
    return {statistics.GetMean(), quantile * statistics.GetStandardDeviation() / std::sqrt(count)};
}

std::string
FormatNumber(double value)
{
    constexpr double needsMoreDigits = 999'999.5;
    constexpr double tooLong = 1e15;
    if (!std::isfinite(value))
    {
        return {};
    }
    const double size = std::abs(value);
    return size >= needsMoreDigits && size < tooLong ? FormatFixed(value, 0)
                                                     : Write(value, std::chars_format::general, 6);
}

std::string
FormatFixed(double value, int decimals)
{
    return Write(value, std::chars_format::fixed, decimals);
}

} // namespace ns3::mqtt
