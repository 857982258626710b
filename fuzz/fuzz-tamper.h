// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef FUZZ_TAMPER_H
#define FUZZ_TAMPER_H

#include "mqtt-scheme-scene.h"

#include "ns3/mqtt-framer.h"

#include <fuzzer/FuzzedDataProvider.h>

/// @file
/// What somebody on the wire does to parcels, as an input says.

namespace ns3::mqtt::test
{

/// A change of octets.
class Edit
{
  public:
    /// @param input says what is changed
    explicit Edit(FuzzedDataProvider& input)
        : m_kind(input.ConsumeEnum<Kind>()),
          m_isBody(input.ConsumeBool()),
          m_place(input.ConsumeIntegral<std::uint16_t>()),
          m_number(input.ConsumeIntegral<std::uint16_t>())
    {
        if (m_kind == Kind::INSERT || m_kind == Kind::REPLACE || m_kind == Kind::OVERWRITE)
        {
            m_octets = input.ConsumeBytes<std::uint8_t>(m_number & 0xff);
        }
    }

    /// @param parcel that is changed
    void Apply(Parcel& parcel) const
    {
        Framer framer;
        framer.Append(parcel.octets);
        const auto frame = framer.Next();
        if (!m_isBody || !parcel.IsMqtt() || !frame || !frame.value())
        {
            Change(parcel.octets);
            return;
        }
        // Whatever becomes of the body, the length before it is right.
        Bytes body = frame.value()->body.ToBytes();
        Change(body);
        Bytes octets{frame.value()->firstOctet};
        std::size_t length = body.size();
        for (; length > 0x7f; length >>= 7)
        {
            octets.push_back(static_cast<std::uint8_t>(length) | 0x80);
        }
        octets.push_back(static_cast<std::uint8_t>(length));
        octets.insert(octets.end(), body.begin(), body.end());
        parcel.octets = std::move(octets);
    }

  private:
    /// What is done.
    enum class Kind
    {
        NOTHING,
        FLIP,
        SET,       ///< two octets to a number, such as a length
        OVERWRITE, ///< octets by others
        INSERT,
        ERASE,
        CUT,
        REPLACE, ///< all of it
        kMaxValue = REPLACE
    };

    /// @param octets that are changed
    void Change(Bytes& octets) const
    {
        const std::size_t place = octets.empty() ? 0 : m_place % octets.size();
        const auto at = octets.begin() + static_cast<std::ptrdiff_t>(place);
        const std::size_t rest = octets.size() - place;
        const Bytes number{static_cast<std::uint8_t>(m_number >> 8),
                           static_cast<std::uint8_t>(m_number)};
        switch (m_kind)
        {
        case Kind::NOTHING:
            break;
        case Kind::FLIP:
            if (!octets.empty())
            {
                *at ^= static_cast<std::uint8_t>(1U << (m_number % 8));
            }
            break;
        case Kind::SET:
            std::copy_n(number.begin(), std::min(rest, number.size()), at);
            break;
        case Kind::OVERWRITE:
            std::copy_n(m_octets.begin(), std::min(rest, m_octets.size()), at);
            break;
        case Kind::INSERT:
            octets.insert(at, m_octets.begin(), m_octets.end());
            break;
        case Kind::ERASE:
            octets.erase(at,
                         at + static_cast<std::ptrdiff_t>(std::min<std::size_t>(rest, m_number)));
            break;
        case Kind::CUT:
            octets.resize(place);
            break;
        case Kind::REPLACE:
            octets = m_octets;
            break;
        }
    }

    Kind m_kind;            ///< what is done
    bool m_isBody;          ///< to what follows the fixed header of a packet
    std::uint16_t m_place;  ///< where, modulo the size
    std::uint16_t m_number; ///< of octets, or to be written
    Bytes m_octets;         ///< that are written
};

/// Somebody who sees parcels go by and has plans for some of them.
class Tamperer
{
  public:
    /// @param wire that parcels go over
    explicit Tamperer(SchemeWire& wire)
        : m_wire(wire)
    {
    }

    /// @param wait parcels that pass first
    /// @param input says what happens to the next
    void Plan(std::size_t wait, FuzzedDataProvider& input)
    {
        const auto fate = input.ConsumeEnum<Fate>();
        m_plans.push_back({wait, fate, Edit(input)});
    }

    /// @param parcel that goes by
    void See(Parcel& parcel)
    {
        if (m_plans.empty() || m_plans.front().wait-- > 0)
        {
            return;
        }
        const auto plan = std::move(m_plans.front());
        m_plans.pop_front();
        if (plan.fate == Fate::DUPLICATE || plan.fate == Fate::DELAY)
        {
            // Parcels behind this one overtake it.
            m_wire.SetTimer(this, ++m_nLate, std::chrono::milliseconds(1), [this, parcel]() {
                m_wire.Inject(parcel.stream, parcel.fromOpener, parcel.octets);
            });
        }
        parcel.dropped = plan.fate == Fate::DROP || plan.fate == Fate::DELAY;
        plan.edit.Apply(parcel);
    }

    /// @param input says what
    /// @return what was said before, changed
    Bytes Recall(FuzzedDataProvider& input) const
    {
        return Find(input.ConsumeIntegral<std::uint8_t>(), input).octets;
    }

    /// Says again what was said before, on the newest stream from the same party to the same one.
    /// @param back number of parcels since
    /// @param input says how it is changed
    void Replay(std::size_t back, FuzzedDataProvider& input) const
    {
        const Parcel parcel = Find(back, input);
        const auto& all = m_wire.transcript;
        const auto newest = std::find_if(all.rbegin(), all.rend(), [&parcel](const Parcel& other) {
            return other.service == parcel.service && other.opener == parcel.opener;
        });
        if (newest != all.rend())
        {
            m_wire.Inject(newest->stream, parcel.fromOpener, parcel.octets);
            m_wire.Run();
        }
    }

  private:
    /// What becomes of a parcel.
    enum class Fate
    {
        CHANGE,
        DROP,
        DUPLICATE,
        DELAY,
        kMaxValue = DELAY
    };

    /// What is to happen.
    struct Change
    {
        std::size_t wait{0}; ///< parcels that pass first
        Fate fate;           ///< of the parcel
        Edit edit;           ///< of its octets
    };

    /// @param back number of parcels since
    /// @param input says how it is changed
    /// @return a parcel of the past, empty if there is none
    Parcel Find(std::size_t back, FuzzedDataProvider& input) const
    {
        const auto& all = m_wire.transcript;
        Parcel parcel = all.empty() ? Parcel() : all[all.size() - 1 - back % all.size()];
        Edit(input).Apply(parcel);
        return parcel;
    }

    SchemeWire& m_wire;         ///< that parcels go over
    std::deque<Change> m_plans; ///< in order
    std::uint64_t m_nLate{0};   ///< parcels that come later
};

} // namespace ns3::mqtt::test

#endif /* FUZZ_TAMPER_H */
