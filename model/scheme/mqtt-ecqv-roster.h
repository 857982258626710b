// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_ROSTER_H
#define MQTT_ECQV_ROSTER_H

#include "mqtt-ecqv-records.h"

#include "ns3/mqtt-ecqv.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace ns3::mqtt
{

/// The list of one side of a group: who is on it, in the order of joining, and who was on it in
/// epochs that are remembered. Public keys are computed from certificates when they are first asked
/// for, unless they were told. A copy shares the entries, so that a change can be tried on a copy.
class EcqvRoster
{
  public:
    /// @param form curve and encoding; outlives the roster
    /// @param authorityKey Q_CA
    EcqvRoster(const EcqvForm& form, EcPoint authorityKey);

    /// @param change of the list; who is removed without being on it, or added twice, is left out.
    ///        Who is not on a whole list any more counts as removed
    /// @param epoch from which on it holds
    void Apply(const EcqvRosterChange& change, std::uint32_t epoch);

    /// @return the epoch of the last change, 0 without one
    std::uint32_t GetEpoch() const
    {
        return m_epoch;
    }

    /// @param epoch that somebody knows the list of; 0 for none
    /// @return how it has changed since; the whole list if that is not remembered or is shorter
    EcqvRosterChange GetChangeSince(std::uint32_t epoch) const;

    /// A hash chain over all entries in the order of joining: it begins with 32 octets of zero, and
    /// each link is SHA-256 of the one before it and the entry as it is written in the sound form
    /// (identity, certificate, contribution, expiry; points compressed). So who joins costs a hash,
    /// and who leaves as many as have joined after it, not all.
    /// @return the last link
    Bytes GetDigest() const;

    /// @param id of a device
    /// @param epoch of its message
    /// @param now Unix time in seconds
    /// @return its public key; null if it is not on the list (in an old epoch: was not when that
    ///         ended, as far as remembered), or its certificate has expired. Good until the list
    ///         changes or forgets
    const EcPoint* GetPublicKey(const EcqvId& id, std::uint32_t epoch, std::int64_t now);

    /// As printed public keys are told along, and taken as they come; the broker looks at them.
    /// @param member as told
    /// @return whether its public key is that of its certificate; no work if it is known already
    bool FitsCertificate(const EcqvMember& member) const;

    /// Forgets the certificates of who has left up to an epoch, that included.
    /// @param epoch any
    void ForgetDeparted(std::uint32_t epoch);

    /// @param id of a device
    /// @return whether it is on the list now
    bool Has(const EcqvId& id) const;

    /// @return how many are on the list now
    std::size_t GetSize() const;

    /// @return octets of certificates and keys
    std::size_t GetStateSize() const;

  private:
    using Link = std::array<std::uint8_t, 32>; ///< of the hash chain

    /// Somebody on the list.
    struct Entry
    {
        EcqvMember member;                ///< certificate
        std::uint32_t joined{0};          ///< first epoch
        std::optional<EcPoint> publicKey; ///< Q_i, once it was asked for
    };

    /// Somebody who is on the list no more.
    struct Departed
    {
        EcqvId id{};                  ///< who
        std::uint32_t joined{0};      ///< first epoch
        std::uint32_t left{0};        ///< first epoch without it
        std::shared_ptr<Entry> entry; ///< null once forgotten
    };

    /// Takes members off the list.
    /// @param removed who
    /// @param epoch first without them
    void Remove(const std::vector<EcqvId>& removed, std::uint32_t epoch);

    /// Puts a new list in the place of the old one.
    /// @param members all of them
    /// @param epoch first with them
    void Replace(const std::vector<EcqvMember>& members, std::uint32_t epoch);

    /// Puts somebody behind the others, unless it is on the list.
    /// @param entry who
    void Append(std::shared_ptr<Entry> entry);

    /// Remembers somebody who is taken off the list.
    /// @param entry who
    /// @param epoch first without it
    void Note(std::shared_ptr<Entry> entry, std::uint32_t epoch);

    /// Forgets the oldest departures, so that those remembered stay in proportion to the list.
    void TrimHistory();

    /// @param member a certificate
    /// @return Q_i
    EcPoint ComputePublicKey(const EcqvMember& member) const;

    /// @param id of a device
    /// @param epoch of its message
    /// @return its entry then, or null
    Entry* FindEntry(const EcqvId& id, std::uint32_t epoch) const;

    const EcqvForm* m_form;                           ///< curve and encoding
    EcPoint m_authorityKey;                           ///< Q_CA
    std::vector<std::shared_ptr<Entry>> m_present;    ///< in the order of joining
    std::map<EcqvId, std::shared_ptr<Entry>> m_index; ///< the same by identity
    std::deque<Departed> m_departed;                  ///< in the order of leaving
    std::uint32_t m_epoch{0};                         ///< of the last change
    std::uint32_t m_knownSince{0};     ///< epoch from which on all changes are remembered
    mutable std::vector<Link> m_links; ///< of the hash chain, as far as computed
};

/// @param form published or sound: what e = H(ID, C, G) is made of
/// @param member a device's certificate
/// @return what the certificate is bound to
EcqvBinding GetBinding(const EcqvForm& form, const EcqvMember& member);

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_ROSTER_H */
