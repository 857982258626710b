// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ENUM_ACCESSOR_H
#define MQTT_ENUM_ACCESSOR_H

#include "ns3/enum.h"

namespace ns3::mqtt
{

/// MakeEnumAccessor() as ns-3 has it from 3.41 on: with the type of the enumeration.
/// @tparam T the enumeration
/// @tparam M type of the member
/// @param member member of that type
/// @return accessor for an attribute
template <typename T, typename M>
auto
MakeModeAccessor(M member) -> decltype(MakeEnumAccessor<T>(member))
{
    return MakeEnumAccessor<T>(member);
}

/// The same as ns-3 has it up to 3.40: without. Only one of the two compiles, and is chosen.
/// @copydoc MakeModeAccessor
template <typename T, typename M>
auto
MakeModeAccessor(M member) -> decltype(MakeEnumAccessor(member))
{
    return MakeEnumAccessor(member);
}

} // namespace ns3::mqtt

#endif /* MQTT_ENUM_ACCESSOR_H */
