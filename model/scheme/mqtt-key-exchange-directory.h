// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_EXCHANGE_DIRECTORY_H
#define MQTT_KEY_EXCHANGE_DIRECTORY_H

#include "mqtt-security-scheme.h"

#include <map>
#include <set>

namespace ns3::mqtt
{

/// A client of the key exchange, as others know it from their authorisation.
struct ExchangeMember
{
    std::uint32_t number{0}; ///< from 1
    ClientRole role;         ///< what it may do; unless authorised, anything
    Bytes publicKey;         ///< long-term
    Bytes fingerprint;       ///< SHA-256 of the public key
};

/// What clients are told with their authorisation: who there is, what each may do, the fingerprints
/// of subscribers' keys and the keys of publishers. All clients of a system share one.
class ExchangeDirectory
{
  public:
    /// @param clientId MQTT client identifier
    /// @return the client, entered if it is new
    ExchangeMember& Enter(const std::string& clientId)
    {
        const auto [entry, isNew] = m_numbers.try_emplace(clientId, m_numbers.size() + 1);
        return m_members[entry->second];
    }

    /// @param clientId of a client that was entered
    /// @return its number
    std::uint32_t GetNumber(const std::string& clientId) const
    {
        return m_numbers.at(clientId);
    }

    /// @param number of a client
    /// @return the client; null if there is none
    const ExchangeMember* Find(std::uint32_t number) const
    {
        const auto found = m_members.find(number);
        return found == m_members.end() ? nullptr : &found->second;
    }

    /// A client has started. Who is a publisher and nothing else is waited for, unless it comes
    /// later than that; who may be for anything perhaps never publishes.
    void Begin()
    {
        for (const auto& [number, member] : m_members)
        {
            if (!m_begun && member.role.publishes && !member.role.subscribes)
            {
                m_awaited.insert(number);
            }
        }
        m_begun = true;
    }

    /// @return numbers of the publishers that are waited for
    const std::set<std::uint32_t>& GetAwaited() const
    {
        return m_awaited;
    }

  private:
    std::map<std::string, std::uint32_t> m_numbers;    ///< by client identifier
    std::map<std::uint32_t, ExchangeMember> m_members; ///< by number
    std::set<std::uint32_t> m_awaited;                 ///< publishers that subscribers wait for
    bool m_begun{false};                               ///< a client has started
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_EXCHANGE_DIRECTORY_H */
