// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-random-stream.h"

namespace ns3::mqtt
{

void
RandomStream::SetStream(std::int64_t stream)
{
    m_stream = stream;
}

void
RandomStream::Fill(std::uint8_t* octets, std::size_t size)
{
    if (!m_random)
    {
        auto uniform = CreateObject<UniformRandomVariable>();
        uniform->SetStream(m_stream);
        SeededRandom::Seed seed;
        for (auto& octet : seed)
        {
            octet = static_cast<std::uint8_t>(uniform->GetInteger(0, 255));
        }
        m_random = std::make_unique<SeededRandom>(seed);
    }
    m_random->Fill(octets, size);
}

} // namespace ns3::mqtt
