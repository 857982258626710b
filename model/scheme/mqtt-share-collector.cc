// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-share-collector.h"

#include <algorithm>

namespace ns3::mqtt
{

ShareCollector::ShareCollector(const Rules& rules, std::string dealer, Secret authenticationKey)
    : m_rules(rules),
      m_dealer(std::move(dealer)),
      m_authenticationKey(std::move(authenticationKey))
{
}

ShareCollector::Outcome
ShareCollector::Add(KeyShare share, std::uint8_t source, std::int64_t unixTime)
{
    const Verdict verdict = Examine(share, source, unixTime);
    if (verdict != Verdict::WAITING)
    {
        return {verdict, 0, {}};
    }
    const std::uint32_t keyId = share.keyId;
    if (!Keep(std::move(share)))
    {
        return {Verdict::STALE, 0, {}};
    }
    const Shares& shares = m_shares.at(keyId);
    if (m_rules.trust == ShareTrust::ANY)
    {
        return JoinAny(shares.back());
    }
    const bool authentic = m_rules.trust == ShareTrust::AUTHENTIC;
    const std::size_t needed = authentic ? m_rules.k : GetSafeAgreement();
    if (shares.size() < needed)
    {
        return {};
    }
    const auto key = authentic ? FindChecked(shares) : FindAgreed(shares, needed, true);
    return key ? Take(keyId, *key, true) : Outcome{Verdict::CONFLICT, 0, {}};
}

ShareCollector::Verdict
ShareCollector::Examine(const KeyShare& share, std::uint8_t source, std::int64_t unixTime) const
{
    if (m_rules.trust == ShareTrust::ANY)
    {
        return share.keyId == m_keyId ? Verdict::STALE : Verdict::WAITING;
    }
    if (share.k != m_rules.k || share.n != m_rules.n)
    {
        return Verdict::REFUSED;
    }
    const bool correctable = share.keyId == m_keyId && !m_provisional.Get().empty();
    const bool isOver =
        m_rules.lifetime > 0 && std::int64_t{share.keyId} + m_rules.lifetime < unixTime;
    if ((share.keyId <= m_keyId && !correctable) || isOver)
    {
        return Verdict::STALE;
    }
    if (m_rules.trust == ShareTrust::MAJORITY)
    {
        return share.point.x == source ? Verdict::WAITING : Verdict::REFUSED;
    }
    const auto mac = AuthenticateShare(m_authenticationKey.Get(), m_dealer, share);
    const bool holds = AreEqual({mac.data(), mac.size()}, {share.mac.data(), share.mac.size()});
    return holds ? Verdict::WAITING : Verdict::REFUSED;
}

bool
ShareCollector::Keep(KeyShare share)
{
    const std::uint32_t keyId = share.keyId;
    const auto isSame = [x = share.point.x](const KeyShare& other) { return other.point.x == x; };
    for (auto entry = m_shares.begin(); entry != m_shares.end();)
    {
        auto& [otherId, others] = *entry;
        const auto same = std::find_if(others.begin(), others.end(), isSame);
        // Only as printed does a place have shares of several keys; one that lies cannot fill the
        // memory so.
        const bool competes = otherId == keyId || m_rules.trust != ShareTrust::ANY;
        if (same != others.end() && competes)
        {
            if (otherId >= keyId)
            {
                return false;
            }
            others.erase(same);
        }
        entry = others.empty() ? m_shares.erase(entry) : std::next(entry);
    }
    m_shares[keyId].push_back(std::move(share));
    if (m_shares.size() > MAX_KEYS)
    {
        const auto oldest = m_shares.begin();
        m_shares.erase(oldest->first == keyId ? std::next(oldest) : oldest);
    }
    return true;
}

ShareCollector::Outcome
ShareCollector::JoinAny(const KeyShare& share)
{
    std::vector<SecretShare> points;
    for (const auto& other : m_shares.at(share.keyId))
    {
        points.push_back(other.point);
    }
    const auto key = JoinShares(points, share.k);
    return key ? Take(share.keyId, *key, true) : Outcome{};
}

std::optional<Secret>
ShareCollector::FindChecked(const Shares& shares) const
{
    const KeyShare& newest = shares.back();
    return TrySubsets(shares, true, [this, &newest](const ShareInterpolation&, const Secret& key) {
        const auto check = CheckKey(key.Get(), m_dealer, newest.keyId);
        return AreEqual({check.data(), check.size()}, {newest.check.data(), newest.check.size()});
    });
}

std::optional<Secret>
ShareCollector::FindAgreed(const Shares& shares, std::size_t agreeing, bool withLast) const
{
    return TrySubsets(
        shares,
        withLast,
        [&shares, agreeing](const ShareInterpolation& candidate, const Secret&) {
            const auto n =
                std::count_if(shares.begin(), shares.end(), [&candidate](const KeyShare& share) {
                    const auto& [x, y] = share.point;
                    return AreEqual(candidate.GetValues(x).Get(), y.Get());
                });
            return static_cast<std::size_t>(n) >= agreeing;
        });
}

std::optional<Secret>
ShareCollector::TrySubsets(const Shares& shares, bool withLast, const Judge& judge) const
{
    const std::size_t fixed = withLast ? 1 : 0;
    const std::size_t k = m_rules.k;
    if (shares.size() < k)
    {
        return std::nullopt;
    }
    std::vector<bool> chosen(shares.size() - fixed, false);
    std::fill_n(chosen.begin(), k - fixed, true);
    std::size_t tried = 0;
    do
    {
        std::vector<const SecretShare*> points;
        for (std::size_t i = 0; i < shares.size(); ++i)
        {
            if (i == chosen.size() || chosen[i])
            {
                points.push_back(&shares[i].point);
            }
        }
        const ShareInterpolation candidate(std::move(points));
        Secret key = candidate.GetValues(0);
        if (judge(candidate, key))
        {
            return key;
        }
    } while (++tried < MAX_SUBSETS && std::prev_permutation(chosen.begin(), chosen.end()));
    return std::nullopt;
}

const ShareCollector::Entry*
ShareCollector::FindUndecided() const
{
    const Entry* best = nullptr;
    for (const auto& entry : m_shares)
    {
        const std::size_t size = entry.second.size();
        if (entry.first != m_keyId && size >= m_rules.k && (!best || size >= best->second.size()))
        {
            best = &entry;
        }
    }
    return m_rules.trust == ShareTrust::MAJORITY ? best : nullptr;
}

ShareCollector::Outcome
ShareCollector::Settle()
{
    const Entry* undecided = FindUndecided();
    if (!undecided)
    {
        return {};
    }
    const Shares& shares = undecided->second;
    const auto key = FindAgreed(shares, shares.size() - (shares.size() - m_rules.k) / 2, false);
    return key ? Take(undecided->first, *key, false) : Outcome{Verdict::CONFLICT, 0, {}};
}

std::size_t
ShareCollector::GetNShares() const
{
    std::size_t most = 0;
    for (const auto& [keyId, shares] : m_shares)
    {
        most = std::max(most, keyId == m_keyId ? 0 : shares.size());
    }
    return most;
}

std::size_t
ShareCollector::GetStateSize() const
{
    std::size_t size = m_authenticationKey.Get().size() + m_provisional.Get().size();
    for (const auto& [keyId, shares] : m_shares)
    {
        size += shares.size() * (sizeof(keyId) + 1 + DATA_KEY_SIZE);
    }
    return size;
}

ShareCollector::Outcome
ShareCollector::Take(std::uint32_t keyId, const Secret& key, bool certain)
{
    const bool known = keyId == m_keyId && AreEqual(key.Get(), m_provisional.Get());
    m_keyId = keyId;
    m_provisional = certain ? Secret() : key;
    if (m_rules.trust == ShareTrust::ANY)
    {
        m_shares.erase(keyId);
    }
    else
    {
        m_shares.erase(m_shares.begin(),
                       certain ? m_shares.upper_bound(keyId) : m_shares.find(keyId));
    }
    return known ? Outcome{Verdict::STALE, 0, {}} : Outcome{Verdict::JOINED, keyId, key};
}

} // namespace ns3::mqtt
