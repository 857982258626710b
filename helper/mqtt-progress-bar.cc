// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-progress-bar.h"

#include "mqtt-statistics.h"
#include "mqtt-terminal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <unistd.h>

namespace ns3::mqtt
{

namespace
{

/// @param share 0 to 1
/// @param width characters
/// @return a bar of them with that share filled, to an eighth of a character
std::string
DrawBlocks(double share, std::size_t width)
{
    constexpr std::array<const char*, 8> eighths{" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(width * 8));
    std::string bar = Repeat("█", filled / 8);
    if (filled / 8 < width)
    {
        bar += eighths[filled % 8] + std::string(width - filled / 8 - 1, ' ');
    }
    return "▕" + bar + "▏";
}

/// @param share 0 to 1
/// @param width characters
/// @return a bar of them with that share filled
std::string
DrawAscii(double share, std::size_t width)
{
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
    return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "]";
}

/// @param seconds a length of time
/// @return it as 1:05 or 2:01:05
std::string
FormatClock(double seconds)
{
    constexpr double most = 360'000'000; // what a bar may claim before the first run has got going
    const auto whole = static_cast<std::uint64_t>(std::clamp(seconds, 0.0, most));
    const auto twoDigits = [](std::uint64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::uint64_t hours = whole / 3600;
    const std::uint64_t minutes = whole / 60 % 60;
    return (hours > 0 ? std::to_string(hours) + ":" + twoDigits(minutes)
                      : std::to_string(minutes)) +
           ":" + twoDigits(whole % 60);
}

} // namespace

ProgressBar::ProgressBar(bool quiet)
    : m_active(!quiet && isatty(STDERR_FILENO)),
      m_utf8(IsUtf8Locale())
{
}

ProgressBar::~ProgressBar()
{
    Clear();
}

std::string
ProgressBar::Layout(const Progress& progress, std::size_t width, bool utf8)
{
    constexpr double tooEarly = 0.01;   // before this an estimate would jump about
    constexpr std::size_t narrow = 8;   // a shorter bar says nothing
    constexpr std::size_t longest = 40; // a longer one says no more
    const double share = std::clamp(progress.share, 0.0, 1.0);
    std::string text = " " + std::to_string(progress.done) + "/" + std::to_string(progress.total) +
                       " runs  " + FormatFixed(std::floor(share * 100), 0) + " %";
    const std::string times =
        "  " + FormatClock(progress.elapsed) + " gone" +
        (share < tooEarly ? std::string{}
                          : ", " + FormatClock(progress.elapsed * (1 - share) / share) + " left");
    if (text.size() + times.size() + narrow + 2 <= width)
    {
        text += times;
    }
    if (text.size() + narrow + 2 > width)
    {
        return text.substr(0, width);
    }
    const std::size_t room = std::min(width - text.size() - 2, longest);
    return (utf8 ? DrawBlocks(share, room) : DrawAscii(share, room)) + text;
}

void
ProgressBar::Update(const Progress& progress)
{
    constexpr std::chrono::milliseconds pause{100};
    const auto now = std::chrono::steady_clock::now();
    if (!m_active || (m_drawn && now - m_last < pause))
    {
        return;
    }
    const std::size_t width = GetTerminalWidth(STDERR_FILENO);
    // The last column stays free: terminals break the line after it.
    std::cerr << "\r\033[K" << Layout(progress, width > 0 ? width - 1 : 0, m_utf8) << std::flush;
    m_drawn = true;
    m_last = now;
}

void
ProgressBar::Clear()
{
    if (m_drawn)
    {
        std::cerr << "\r\033[K" << std::flush;
        m_drawn = false;
    }
}

} // namespace ns3::mqtt
