// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SHARE_COLLECTOR_H
#define MQTT_SHARE_COLLECTOR_H

#include "mqtt-threshold-messages.h"

#include <functional>
#include <map>

namespace ns3::mqtt
{

/// What a subscriber goes by when it joins shares.
enum class ShareTrust
{
    ANY,      ///< as printed: the first k of a key, whatever they are
    MAJORITY, ///< plain shares: the polynomial that most of them lie on
    AUTHENTIC ///< shares with the dealer's authenticator and a key check value
};

/// Gathers the shares of one dealer's keys and joins them; does no input or output.
///
/// AUTHENTIC: a share counts if its authenticator holds, k and n are those agreed on, and its key
/// is newer than any before and not past its life; then any k do. Should their key not fit the
/// check value, further subsets are tried. MAJORITY: a share counts if it comes from the source of
/// its x. A polynomial that k + t of the shares lie on, t = floor((n - k) / 2), is the dealer's as
/// long as no more than t sources are corrupt. Where fewer than k + t come, Settle() takes the one
/// that all but half of the surplus lie on; shares that come later may correct it. ANY: joins at
/// the k-th distinct x of a key, once for each time the key changes.
class ShareCollector
{
  public:
    /// Subsets that are tried at a time: all there are for every k and n up to 7.
    static constexpr std::size_t MAX_SUBSETS = 35;

    /// Keys whose shares are gathered at a time.
    static constexpr std::size_t MAX_KEYS = 8;

    /// What all dealers have in common.
    struct Rules
    {
        ShareTrust trust{ShareTrust::AUTHENTIC}; ///< what to go by
        std::uint8_t k{2};                       ///< shares needed; as printed the shares say it
        std::uint8_t n{3};                       ///< shares dealt; as printed the shares say it
        std::int64_t lifetime{0};                ///< seconds from a key's dealing on; 0: no end
    };

    /// What became of a share.
    enum class Verdict
    {
        WAITING, ///< it counts, and more are needed
        JOINED,  ///< here is the key
        STALE,   ///< of a key that is held, older than that, or past its life
        REFUSED, ///< not authentic, or from a wrong source
        CONFLICT ///< there are enough shares, but they do not fit together
    };

    /// What became of a share, and the key.
    struct Outcome
    {
        Verdict verdict{Verdict::WAITING}; ///< what became of it
        std::uint32_t keyId{0};            ///< of the key joined
        Secret key;                        ///< the key joined
    };

    /// @param rules for all dealers
    /// @param dealer client identifier
    /// @param authenticationKey of the dealer; used if shares have authenticators
    ShareCollector(const Rules& rules, std::string dealer, Secret authenticationKey);

    /// @param share of the dealer, by what its topic says
    /// @param source where it came from, numbered as x
    /// @param unixTime now, in seconds since 1970
    /// @return what became of it
    Outcome Add(KeyShare share, std::uint8_t source, std::int64_t unixTime);

    /// Joins what is there, since no more can be waited for.
    /// @return the key, or why there is none
    Outcome Settle();

    /// @return whether there are shares enough to join and too few to be sure, which Settle() is
    /// for
    bool IsUndecided() const
    {
        return FindUndecided() != nullptr;
    }

    /// @return most shares that there are of any key not joined
    std::size_t GetNShares() const;

    /// @return the key joined last; 0 for none
    std::uint32_t GetKeyId() const
    {
        return m_keyId;
    }

    /// @return octets of shares and keys
    std::size_t GetStateSize() const;

  private:
    /// Shares of a key.
    using Shares = std::vector<KeyShare>;

    /// A key and its shares.
    using Entry = std::pair<const std::uint32_t, Shares>;

    /// Says whether the polynomials through some shares are the dealer's.
    using Judge = std::function<bool(const ShareInterpolation&, const Secret& key)>;

    /// @return of the keys with shares enough but too few to be sure, the one with most; or null
    const Entry* FindUndecided() const;

    /// @param share as Add() has it
    /// @param source as Add() has it
    /// @param unixTime as Add() has it
    /// @return WAITING if the share counts
    Verdict Examine(const KeyShare& share, std::uint8_t source, std::int64_t unixTime) const;

    /// @param share that counts
    /// @return whether there was none of its x
    bool Keep(KeyShare share);

    /// @param share as printed, kept
    /// @return what became of it
    Outcome JoinAny(const KeyShare& share);

    /// @param shares with the newest last
    /// @return the key that fits the newest share's check value
    std::optional<Secret> FindChecked(const Shares& shares) const;

    /// @param shares of one key
    /// @param agreeing shares that must lie on the polynomial
    /// @param withLast whether only subsets with the last share are worth trying
    /// @return key of such a polynomial
    std::optional<Secret> FindAgreed(const Shares& shares,
                                     std::size_t agreeing,
                                     bool withLast) const;

    /// @param shares of one key
    /// @param withLast whether only subsets with the last share are worth trying
    /// @param judge says which one is right
    /// @return the key of the first subset that is
    std::optional<Secret> TrySubsets(const Shares& shares, bool withLast, const Judge& judge) const;

    /// @return shares that suffice to be sure of a majority
    std::size_t GetSafeAgreement() const
    {
        return m_rules.k + (m_rules.n - m_rules.k) / 2U;
    }

    /// Takes a key over; what was gathered for it and older ones is wiped.
    /// @param keyId of the key
    /// @param key joined
    /// @param certain whether no further share can change it
    /// @return the same as an outcome
    Outcome Take(std::uint32_t keyId, const Secret& key, bool certain);

    Rules m_rules;                            ///< for all dealers
    std::string m_dealer;                     ///< client identifier
    Secret m_authenticationKey;               ///< of the dealer
    std::map<std::uint32_t, Shares> m_shares; ///< by key
    std::uint32_t m_keyId{0};                 ///< joined last
    Secret m_provisional;                     ///< key joined last that further shares may correct
};

} // namespace ns3::mqtt

#endif /* MQTT_SHARE_COLLECTOR_H */
