// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-memory-scan.h"

#include "ns3/abort.h"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace ns3::mqtt::test
{

namespace
{

/// What octets of a secret are combined with while it is looked for.
constexpr std::uint8_t DISGUISE = 0xa5;

/// Octets read at a time.
constexpr std::size_t BLOCK = 1 << 20;

/// Longest region that is looked through: more than tests ever have, and less than the shadow
/// memory of a sanitizer, which holds nothing of theirs and would be made real by reading it.
constexpr std::uintptr_t MAX_REGION = 200 << 20;

/// Octets of the process that it may write to.
struct Region
{
    std::uintptr_t begin; ///< first address
    std::uintptr_t end;   ///< one past the last
};

/// @param except octets that are not to be among them
/// @return all of them
std::vector<Region>
ListRegions(const Bytes& except)
{
    const auto exceptBegin = reinterpret_cast<std::uintptr_t>(except.data());
    const auto exceptEnd = exceptBegin + except.size();
    std::vector<Region> regions;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
    {
        Region region{};
        char dash = 0;
        std::string rights;
        std::istringstream(line) >> std::hex >> region.begin >> dash >> region.end >> rights;
        if (rights.rfind("rw", 0) != 0 || region.end - region.begin > MAX_REGION)
        {
            continue;
        }
        if (region.begin < exceptEnd && exceptBegin < region.end)
        {
            regions.push_back({region.begin, std::max(region.begin, exceptBegin)});
            region.begin = std::min(region.end, exceptEnd);
        }
        regions.push_back(region);
    }
    return regions;
}

} // namespace

WantedSecret::WantedSecret(ByteView secret)
    : m_disguised(secret.ToBytes())
{
    NS_ABORT_MSG_IF(secret.size() < 8, "a secret so short is anywhere");
    for (auto& octet : m_disguised)
    {
        octet ^= DISGUISE;
    }
}

std::size_t
WantedSecret::CountInMemory() const
{
    // Through the file, not through pointers: what a sanitizer has poisoned can be read, too.
    const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    NS_ABORT_MSG_IF(memory < 0, "the memory of this process cannot be read");
    const auto same = [](std::uint8_t octet, std::uint8_t disguised) {
        return octet == static_cast<std::uint8_t>(disguised ^ DISGUISE);
    };
    std::size_t count = 0;
    const std::size_t overlap = m_disguised.size() - 1;
    Bytes block(BLOCK + overlap);
    for (const Region& region : ListRegions(block))
    {
        for (std::uintptr_t at = region.begin; at < region.end; at += BLOCK)
        {
            const std::size_t wanted = std::min<std::size_t>(region.end - at, block.size());
            const ssize_t got = pread(memory, block.data(), wanted, static_cast<off_t>(at));
            const auto end = block.begin() + std::max<ssize_t>(got, 0);
            auto found =
                std::search(block.begin(), end, m_disguised.begin(), m_disguised.end(), same);
            while (found != end)
            {
                ++count;
                found = std::search(found + 1, end, m_disguised.begin(), m_disguised.end(), same);
            }
        }
    }
    std::fill(block.begin(), block.end(), 0); // or it would be found the next time
    close(memory);
    return count;
}

} // namespace ns3::mqtt::test
