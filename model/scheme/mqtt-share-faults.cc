// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-share-faults.h"

#include "mqtt-threshold-messages.h"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <charconv>
#include <optional>

namespace ns3::mqtt
{

namespace
{

/// @param text text
/// @param separators any of them ends a part
/// @return its parts
std::vector<std::string>
Split(const std::string& text, const char* separators)
{
    std::vector<std::string> parts;
    boost::split(parts, text, boost::is_any_of(separators));
    return parts;
}

/// @param text "500ms" or "2s"
/// @return the time
std::optional<Duration>
ParseDelay(const std::string& text)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string unit(end, text.data() + text.size());
    if (error != std::errc() || (unit != "ms" && unit != "s"))
    {
        return std::nullopt;
    }
    return unit == "s" ? Duration(std::chrono::seconds(number))
                       : Duration(std::chrono::milliseconds(number));
}

/// @param parts of "2:late:500ms", without the first
/// @return the fault
std::optional<ShareFault>
ParseFault(const std::vector<std::string>& parts)
{
    if (parts.size() == 1 && (parts[0] == "lie" || parts[0] == "silent"))
    {
        return ShareFault{parts[0] == "lie" ? ShareFault::Kind::LIE : ShareFault::Kind::SILENT,
                          Duration(0)};
    }
    const auto delay =
        parts.size() == 2 && parts[0] == "late" ? ParseDelay(parts[1]) : std::nullopt;
    return delay ? std::make_optional(ShareFault{ShareFault::Kind::LATE, *delay}) : std::nullopt;
}

} // namespace

Result<ShareFaults>
ParseShareFaults(const std::string& text, std::uint8_t n)
{
    ShareFaults faults;
    for (const auto& item : text.empty() ? std::vector<std::string>{} : Split(text, ","))
    {
        auto parts = Split(item, ":");
        unsigned source = 0;
        const char* last = parts[0].data() + parts[0].size();
        const auto [end, error] = std::from_chars(parts[0].data(), last, source);
        parts.erase(parts.begin());
        const auto fault = ParseFault(parts);
        if (error != std::errc() || end != last || source == 0 || source > n || !fault)
        {
            return Error{"'" + item +
                         "' is no fault; allowed: X:lie, X:silent, X:late:500ms with "
                         "X from 1 to " +
                         std::to_string(n) + ", and several with commas between"};
        }
        faults[static_cast<std::uint8_t>(source)] = *fault;
    }
    return faults;
}

Secret
FalsifyShare(ByteView share)
{
    Bytes changed = share.ToBytes();
    for (std::size_t i = PLAIN_SHARE_SIZE - DATA_KEY_SIZE;
         i < std::min(changed.size(), PLAIN_SHARE_SIZE);
         ++i)
    {
        changed[i] ^= 0x5a;
    }
    Secret falsified(changed);
    OPENSSL_cleanse(changed.data(), changed.size());
    return falsified;
}

std::uint32_t
DelayedWork::Add(std::function<void()> work)
{
    m_work[++m_last] = std::move(work);
    return m_last;
}

void
DelayedWork::Run(std::uint32_t timer)
{
    const auto found = m_work.find(timer);
    if (found != m_work.end())
    {
        const auto work = std::move(found->second);
        m_work.erase(found);
        work();
    }
}

} // namespace ns3::mqtt
